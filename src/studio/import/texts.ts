/** All that "Bring your DeepRacer" says. */
export const BRING = {
  title: 'Bring your DeepRacer',
  intro:
    'Your old DeepRacer models run here: watch and train them. Nothing leaves this computer: the files are read in this page.',
  drop: 'Drop it here: a car’s .tar.gz, a folder or zip of the console or of deepracer-for-cloud, a model.pb with its model_metadata.json, .npy tracks',
  file: 'Choose files',
  folder: 'Choose a folder',
  working: 'Reading and trying it …',
  inGarage: (name: string) => `“${name}” is saved to the Garage.`,
  network: 'Network',
  trainedOn: 'It was trained on',
  actions: 'Actions',
  actionList: (count: number, steering: string, speed: string) => `${count}: ${steering}°, ${speed} m/s`,
  anyAction: (steering: string, speed: string) => `any of ${steering}° and ${speed} m/s`,
  watch: 'Watch it drive',
  continue: 'Continue training',
  garage: 'Open the Garage',
  tracks: (count: number) => `${count} ${count === 1 ? 'track' : 'tracks'}. Choose one to train on:`,
  leftOut: 'Left out:',
  can: 'What can come in',
  cans: [
    'PPO policies of one camera, with any list of actions or a range, of all three networks that DeepRacer had.',
    'If there are several models, the best one is imported (by deepracer_checkpoints.json), else the last.',
    'A checkpoint (.ckpt) has the value network too; with a model.pb alone, a new one is trained.',
    'reward_function.py, hyperparameters.json and training_params.yaml fill the form.',
  ],
  cannot: 'SAC policies, stereo cameras and lidars cannot: here cars have one camera and learn by PPO.',
} as const;
