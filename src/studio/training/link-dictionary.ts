/**
 * What texts in recipe links have in common: deflate refers to it instead of repeating it. Links of version 2 are unpacked
 * with it, so it never changes; another one would need another version.
 */
import { strToU8 } from 'fflate';

export const LINK_DICTIONARY = strToU8(`{"track":{"bundled":"","generated":{"seed":,"difficulty":0.},"hash":"
"recipe":{"until":{"steps":00000,"minutes":"lap","seed":,"objects":[{"kind":"box","count":6,"speed":0,"laneChanges":false,
"placement":"random"}],"actionSpace":{"kind":"discrete","actions":[{"steeringDeg":-30,"speed":1},{"steeringDeg":-15,"speed":2},
{"steeringDeg":0,"speed":1.5},{"steeringDeg":15,"speed":3},{"steeringDeg":30,"speed":1}]},"kind":"continuous","steeringDeg":
{"low":-30,"high":30},"hyperparameters":{"learningRate":0.0003,"minibatchSize":64,"epochs":3,"discount":0.99,
"entropyCoefficient":0.01,"rolloutSteps":,"carsPerShard":,"clipRange":0.2,"gaeLambda":0.95,"architecture":"deepracer-shallow",
"car":"deepracer-v4","controlHz":30,"randomisation":"generated":{"count":,"minDifficulty":0,"maxDifficulty":1},"plateau":
export function reward_function(params: RewardParams): number {
  const { track_width, distance_from_center, all_wheels_on_track, is_offtrack, is_crashed, speed, progress, steps } = params;
  if (!params.all_wheels_on_track) return 1e-3;
  let reward = Math.max(0, Math.min(1, Math.abs(
  return reward;
}
import math
import numpy as np

# Reward function for the car
SPEED_THRESHOLD = 1.0
ABS_STEERING_THRESHOLD = 15.0
TOTAL_NUM_STEPS = 300

class Reward:
    def __init__(self, verbose=False):
        self.previous_progress = 0

    def reward_function(self, params):
        global

def reward_function(params):
    '''
    Example of rewarding the agent to follow the center line
    '''
    # Read input parameters
    track_width = params['track_width']
    distance_from_center = params['distance_from_center']
    all_wheels_on_track = params['all_wheels_on_track']
    is_left_of_center = params['is_left_of_center']
    closest_waypoints = params['closest_waypoints']
    waypoints = params['waypoints']
    steering_angle = abs(params['steering_angle'])
    heading = params['heading']
    progress = params['progress']
    is_offtrack = params['is_offtrack']
    is_reversed = params['is_reversed']
    objects_distance = params['objects_distance']
    track_length = params['track_length']
    is_crashed = params['is_crashed']
    x = params['x']
    y = params['y']
    steps = params['steps']
    speed = params['speed']
    # Calculate the direction of the center line based on the closest waypoints
    next_point = waypoints[closest_waypoints[1]]
    prev_point = waypoints[closest_waypoints[0]]
    track_direction = math.degrees(math.atan2(next_point[1] - prev_point[1], next_point[0] - prev_point[0]))
    # Calculate the difference between the track direction and the heading direction of the car
    direction_diff = abs(track_direction - heading)
    if direction_diff > 180:
        direction_diff = 360 - direction_diff
    # Calculate markers that are at varying distances away from the center line
    marker_1 = 0.1 * track_width
    marker_2 = 0.25 * track_width
    marker_3 = 0.5 * track_width
    reward = 1e-3
    # Give higher reward if the car is closer to center line and vice versa
    if distance_from_center <= marker_1:
        reward = 1.0
    elif distance_from_center <= marker_2:
        reward = 0.5
    else:
        reward = 1e-3  # likely crashed/ close to off track
    # Penalize reward if the agent is steering too much
    if steering_angle > ABS_STEERING_THRESHOLD:
        reward *= 0.8
    if progress == 100:
        reward += 100
    reward = max(reward, 1e-3)
    reward += speed
    for i in range(
    return float(reward)
`);
