"""Stay inside: all is well as long as the wheels are on the road and the edge is not too near."""

# So near to the edge is too near, m.
MARGIN = 0.05


def reward_function(params):
    to_edge = params['track_width'] / 2 - params['distance_from_center']
    if params['all_wheels_on_track'] and to_edge >= MARGIN:
        return 1.0
    return 1e-3
