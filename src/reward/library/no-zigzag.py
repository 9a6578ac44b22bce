"""No zig-zag: follow the centre line, and do not swing the wheels from one side to the other."""

# Degrees between one command and the next that are fine.
SMOOTH = 15

# What this car was told last. It stays from one call to the next.
steering_before = 0.0


def reward_function(params):
    global steering_before
    steering = params['steering_angle']
    # An episode's first call sees 2 steps: nothing came before it.
    swing = 0.0 if params['steps'] <= 2 else abs(steering - steering_before)
    steering_before = steering

    if params['is_offtrack'] or params['is_crashed']:
        return -1.0

    half = params['track_width'] / 2
    reward = max(1e-3, 1 - params['distance_from_center'] / half)
    if swing > SMOOTH:
        reward *= SMOOTH / swing
    return reward
