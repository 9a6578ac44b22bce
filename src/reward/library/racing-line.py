"""Racing line: pay for metres of road per second, less the further from the line with the widest bends.

The line belongs to one course: `lapzero reward new --template racing-line --track NAME` writes it here for another.
"""

# The line, m, every twenty centimetres or so.
LINE = []

DECISIONS_PER_SECOND = 15

# How far this car was at the last call, percent of the lap. It stays from one call to the next.
progress_before = 0.0


def reward_function(params):
    global progress_before
    gained = 0.0 if params['steps'] <= 2 else params['progress'] - progress_before
    progress_before = params['progress']

    if params['is_offtrack'] or params['is_crashed']:
        return -1.0

    speed = gained / 100 * params['track_length'] * DECISIONS_PER_SECOND
    x, y = params['x'], params['y']
    squared = min((px - x) * (px - x) + (py - y) * (py - y) for px, py in LINE)
    # 0 on the line, 1 half a road's width from it.
    half = params['track_width'] / 2
    aside = min(1, squared / (half * half))
    return speed * (1 - 0.5 * aside)
