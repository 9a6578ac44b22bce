#!/usr/bin/env bash
# Trains agents of this folder again, to the same weights: agents/train.sh NAME… (all of them without names).
# Each is trained into runs/ and put here without what only training needs.
set -eu
cd "$(dirname "$0")/.."

tracks="workshop classic harbour bellows hammer hangar hourglass jigsaw mainspring paperclip ribbon saucer thimble zipper"
everywhere="--track $tracks
  --reward steady --actions agents/settings/careful-actions.json"

trained() { # trained NAME: the folder of an agent that another one starts from, trained now
  rm -rf "runs/$1"
  # shellcheck disable=SC2046 # options are words
  node src/cli/lapzero.mjs train $(recipe "$1") --out "runs/$1" >/dev/null
  echo "runs/$1"
}

recipe() { # recipe NAME: its options
  case "$1" in
    # The first half of the allrounder's training; not kept here.
    allrounder-first)
      echo $everywhere --generated 150 --difficulty 0.3-1 --randomise full --network pocket-wide --until steps=1500000 \
        --hyperparameters agents/settings/allrounder-hyperparameters.json ;;
    # On harder tracks, in smaller steps.
    allrounder)
      echo $everywhere --generated 150 --difficulty 0.5-1 --randomise full --until steps=900000 \
        --hyperparameters agents/settings/allrounder-second-hyperparameters.json --from "$(trained allrounder-first)" ;;
    # In a fraction of the time, for the world as it is; not kept here.
    allrounder-quick) echo $everywhere --generated 100 --until steps=700000 ;;
    slalom)
      echo --track workshop --race object-avoidance --placement random --until steps=1200000 \
        --actions agents/settings/careful-actions.json --hyperparameters agents/settings/slalom-hyperparameters.json ;;
    # Stretches of road lie a hand apart there: it takes longer to learn which one is driven.
    paperclip-bronze)
      echo --track paperclip --reward steady --actions agents/settings/careful-actions.json --until updates=120 ;;
    paperclip-silver) echo --track paperclip --reward steady --until updates=160 ;;
    *-bronze) echo --track "${1%-bronze}" --actions agents/settings/careful-actions.json --until updates=80 ;;
    *-silver) echo --track "${1%-silver}" --until updates=120 ;;
    *-gold) echo --track "${1%-gold}" --goal gold --until steps=500000 ;;
    # A little slower, in every light, with every camera, tyres and motor.
    *-robust) echo --track "${1%-robust}" --goal gold --randomise full --until steps=400000 ;;
    *) echo "no recipe for $1" >&2; return 1 ;;
  esac
}

all="allrounder slalom workshop-robust"
for track in $tracks; do
  all="$all $track-bronze $track-silver $track-gold"
done
for name in ${*:-$all}; do
  options=$(recipe "$name")
  rm -rf "runs/$name"
  # shellcheck disable=SC2086 # options are words
  node src/cli/lapzero.mjs train $options --out "runs/$name"
  mkdir -p "agents/$name"
  for file in agent.json weights.bin lap.json reward.ts; do
    rm -f "agents/$name/$file"
    if [ -f "runs/$name/$file" ]; then cp "runs/$name/$file" "agents/$name/"; fi
  done
done
