"""Avoid objects: speed in either lane, less the nearer an object is and the less far aside of it the car passes."""

DECISIONS_PER_SECOND = 15
# Faster than this pays no more, m/s.
ENOUGH = 2
# Left of the pay with a wheel off the road.
WHEEL_OFF = 0.3
# Nearer than this to an object ahead, or behind, counts as beside it, m along the road.
NEAR_AHEAD = 1.2
NEAR_BEHIND = 0.6
# So far aside of an object's middle a car passes with room to spare, m.
CLEARANCE = 0.45

# How far this car was at the last call, percent of the lap. It stays from one call to the next.
progress_before = 0.0


def reward_function(params):
    global progress_before
    gained = 0.0 if params['steps'] <= 2 else params['progress'] - progress_before
    progress_before = params['progress']

    if params['is_offtrack'] or params['is_crashed']:
        return -3.0

    speed = min(ENOUGH, gained / 100 * params['track_length'] * DECISIONS_PER_SECOND)
    share = 1 if params['all_wheels_on_track'] else WHEEL_OFF
    return speed * share * room(params)


def room(params):
    """1 with nothing near; 0 on the very place of an object."""
    length = params['track_length']
    aside = signed(params['is_left_of_center'], params['distance_from_center'])
    result = 1.0
    for along, is_left, from_center in zip(
        params['objects_distance'], params['objects_left_of_center'], params['objects_distance_from_center']
    ):
        # Along the lap, the shorter way round.
        ahead = along - params['projection_distance']
        if ahead > length / 2:
            ahead -= length
        if ahead <= -length / 2:
            ahead += length
        nearness = 1 - (ahead / NEAR_AHEAD if ahead > 0 else -ahead / NEAR_BEHIND)
        if nearness <= 0:
            continue
        between = abs(aside - signed(is_left, from_center))
        result = min(result, 1 - nearness * (1 - min(1, between / CLEARANCE)))
    return result


def signed(is_left, distance):
    return distance if is_left else -distance
