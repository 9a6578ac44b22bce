"""Pace: metres of road per second, wherever on it. For racing: the fastest way around earns most."""

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

    return gained / 100 * params['track_length'] * DECISIONS_PER_SECOND
