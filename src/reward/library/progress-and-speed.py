"""Progress and speed: pay for metres of road per second, less towards the edges. The default."""

DECISIONS_PER_SECOND = 15

# How far this car was at the last call, percent of the lap. It stays from one call to the next.
progress_before = 0.0


def reward_function(params):
    global progress_before
    # An episode's first call sees 2 steps: there is nothing to compare with.
    gained = 0.0 if params['steps'] <= 2 else params['progress'] - progress_before
    progress_before = params['progress']

    if params['is_offtrack'] or params['is_crashed']:
        return -1.0

    # Metres per second along the road, however fast the wheels turn.
    speed = gained / 100 * params['track_length'] * DECISIONS_PER_SECOND
    # 0 on the centre line, 1 at the edge.
    aside = min(1, params['distance_from_center'] / (params['track_width'] / 2))
    return speed * (1 - 0.5 * aside * aside)
