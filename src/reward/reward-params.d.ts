/** What a reward function is called with, once per decision. */
interface RewardParams {
  /** All four wheels are inside the road’s borders. */
  readonly all_wheels_on_track: boolean;
  /** Where the car’s front is, 0.14 m ahead of its middle. [m] */
  readonly x: number;
  /** Where the car’s front is, 0.14 m ahead of its middle. [m] */
  readonly y: number;
  /** The nearest object behind and the nearest ahead, along the road; [0, 0] without objects. [indices] */
  readonly closest_objects: readonly [number, number];
  /** The waypoint behind and the one ahead, along the road. [indices] */
  readonly closest_waypoints: readonly [number, number];
  /** From the car’s front to the centre line. [m, ≥ 0] */
  readonly distance_from_center: number;
  /** The car touches an object; the episode ends with this step. */
  readonly is_crashed: boolean;
  /** The car’s front is left of the centre line. */
  readonly is_left_of_center: boolean;
  /** All four wheels are off the road, or it crossed to another stretch; the episode ends with this step. */
  readonly is_offtrack: boolean;
  /** The track is driven against its file’s direction. */
  readonly is_reversed: boolean;
  /** Where the car points; 0 along x, counter-clockwise positive. [degrees, −180 to 180] */
  readonly heading: number;
  /** How far along the lap each object is. [m, 0 to track_length] */
  readonly objects_distance: readonly number[];
  /** Where each bot car points; 0 for boxes. (The guide says degrees; the code never did.) [radians, −π to π] */
  readonly objects_heading: readonly number[];
  /** Each object is left of the centre line. */
  readonly objects_left_of_center: readonly boolean[];
  /** Where each object is. [m] */
  readonly objects_location: readonly (readonly [number, number])[];
  /** How fast each object drives; 0 for boxes. [m/s, ≥ 0] */
  readonly objects_speed: readonly number[];
  /** How much of the lap is done since the episode’s start; falls when the car drives back. [%, ≤ 100] */
  readonly progress: number;
  /** The commanded speed, not the measured one. [m/s, 0.1 to 4] */
  readonly speed: number;
  /** The commanded steering; positive turns left. [degrees, −30 to 30] */
  readonly steering_angle: number;
  /** Counts the episode’s decisions; the first call sees 2. [≥ 2] */
  readonly steps: number;
  /** Length of the centre line. [m] */
  readonly track_length: number;
  /** Width of the road here. [m] */
  readonly track_width: number;
  /** The centre line, in driving direction; the last point is the first again. [m] */
  readonly waypoints: readonly (readonly [number, number])[];
  /** How far along the lap the car’s front is, from waypoint 0. [m, 0 to track_length] (undocumented) */
  readonly projection_distance: number;
  /** How far from the centre line each object is. [m, ≥ 0] (undocumented) */
  readonly objects_distance_from_center: readonly number[];
  /** The next object ahead is in the camera’s view. (undocumented) */
  readonly object_in_camera: boolean;
  /** Simulated time since the episode’s start. [s, ≥ 0] (community) */
  readonly sim_time: number;
}
