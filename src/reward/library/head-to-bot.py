"""Head to bot: drive on, and change to the free lane before the bot ahead comes too near."""
import math

DECISIONS_PER_SECOND = 15
# A bot in our lane nearer than this costs something, and nearer than this most of it, m.
CLOSE = 1.2
TOO_CLOSE = 0.6

# How far this car was at the last call, percent of the lap. It stays from one call to the next.
progress_before = 0.0


def reward_function(params):
    global progress_before
    gained = 0.0 if params['steps'] <= 2 else params['progress'] - progress_before
    progress_before = params['progress']

    if params['is_offtrack'] or params['is_crashed']:
        return -3.0

    speed = gained / 100 * params['track_length'] * DECISIONS_PER_SECOND
    reward = speed if params['all_wheels_on_track'] else 0.3 * speed

    # Only the next one ahead matters, and only in our own lane.
    if params['objects_location']:
        ahead = params['closest_objects'][1]
        x, y = params['objects_location'][ahead]
        distance = math.hypot(x - params['x'], y - params['y'])
        if params['objects_left_of_center'][ahead] == params['is_left_of_center']:
            if distance < TOO_CLOSE:
                reward *= 0.2
            elif distance < CLOSE:
                reward *= 0.6
    return reward
