"""Reads an exported model with OpenCV and prints what it answers.

Usage: opencv.py MODEL FRAMES. MODEL is a frozen TensorFlow graph (.pb) or an ONNX model; FRAMES holds greys of 120 × 160,
a byte each. Prints the outputs of all frames as one JSON list of lists.
"""
import json
import sys

import cv2
import numpy as np

model, frames = sys.argv[1:]
network = cv2.dnn.readNet(model)
pictures = np.fromfile(frames, np.uint8).reshape(-1, 1, 120, 160).astype(np.float32)
answers = []
for picture in pictures:
    network.setInput(picture[None])
    answers.append(network.forward().reshape(-1).astype(float).tolist())
print(json.dumps(answers))
