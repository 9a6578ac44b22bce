"""Steady: as progress and speed, but nearer to the centre, with all wheels on the road and no hurry.

For policies that shall drive anywhere.
"""

DECISIONS_PER_SECOND = 15
# Faster than this pays no more, m/s.
ENOUGH = 2
# Left of the pay with a wheel off the road.
WHEEL_OFF = 0.3

# How far this car was at the last call, percent of the lap. It stays from one call to the next.
progress_before = 0.0


def reward_function(params):
    global progress_before
    gained = 0.0 if params['steps'] <= 2 else params['progress'] - progress_before
    progress_before = params['progress']

    if params['is_offtrack'] or params['is_crashed']:
        return -3.0

    speed = min(ENOUGH, gained / 100 * params['track_length'] * DECISIONS_PER_SECOND)
    aside = min(1, params['distance_from_center'] / (params['track_width'] / 2))
    share = 1 if params['all_wheels_on_track'] else WHEEL_OFF
    return share * speed * (1 - aside * aside)
