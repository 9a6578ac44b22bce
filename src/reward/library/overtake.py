"""Overtake: drive on, keep clear of the car ahead, and pass it."""

DECISIONS_PER_SECOND = 15
# Passing a car earns so much, being passed costs it.
PASS = 2.0
# A pass is one when it happens within this much of the road, m: cars that are put back are none.
NEAR = 1.0
# Nearer than this behind a car in our way, m, speed earns less.
CLOSE = 0.8
# A car is in our way when we would pass it by less than this from middle to middle, m.
CLEARANCE = 0.3

# What was at the last call: progress in percent, and how far ahead each car was along the road, m.
progress_before = 0.0
gaps_before = []


def gap_to(distance, params):
    """Metres of road from us to a car, the shorter way round: negative where it is behind."""
    half = params['track_length'] / 2
    gap = distance - params['projection_distance']
    if gap > half:
        return gap - params['track_length']
    return gap + params['track_length'] if gap < -half else gap


def reward_function(params):
    global progress_before, gaps_before
    is_first = params['steps'] <= 2
    gained = 0.0 if is_first else params['progress'] - progress_before
    gaps = [gap_to(distance, params) for distance in params['objects_distance']]
    before = gaps if is_first else gaps_before
    progress_before = params['progress']
    gaps_before = gaps

    if params['is_offtrack'] or params['is_crashed']:
        return -3.0

    speed = gained / 100 * params['track_length'] * DECISIONS_PER_SECOND
    reward = speed if params['all_wheels_on_track'] else 0.3 * speed

    aside = params['distance_from_center'] if params['is_left_of_center'] else -params['distance_from_center']
    for k, gap in enumerate(gaps):
        there = params['objects_distance_from_center'][k]
        other = there if params['objects_left_of_center'][k] else -there
        if abs(aside - other) < CLEARANCE and 0 < gap < CLOSE:
            reward *= gap / CLOSE
        is_near = abs(gap) < NEAR and abs(before[k]) < NEAR
        if is_near and before[k] > 0 and gap <= 0:
            reward += PASS
        if is_near and before[k] <= 0 and gap > 0:
            reward -= PASS
    return reward
