"""Follow the centre line: the nearer, the better. The first reward function most people write."""


def reward_function(params):
    if params['is_offtrack'] or params['is_crashed']:
        return -1.0

    # How far from the centre line, as a part of the road's width: 0 on it, 0.5 at the edge.
    part = params['distance_from_center'] / params['track_width']
    if part <= 0.1:
        return 1.0
    if part <= 0.25:
        return 0.5
    if part <= 0.5:
        return 0.1
    return 1e-3
