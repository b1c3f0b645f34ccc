#!/usr/bin/env python3
"""Edges of three pictures by OpenCV, for the tests of OnnxStyle.Imaging. Needs Debian's python3-opencv.

    canny_reference.py -o tests/OnnxStyle.Imaging.Tests/Reference     (from the root of the repository)

Pictures: the two samples of the program at half size, and blurred discs and bars with noise, drawn here from a fixed seed. Each is written as
NAME.grey.png (8 bits, what OpenCV saw), with NAME.plain.png = Canny(grey, 60, 150, L2gradient=True) and NAME.smooth.png, the same with
thresholds 20 and 50 after GaussianBlur(11 x 11, sigma 1.4, border repeated), which OpenCV rounds to 8 bits.
"""
import argparse
import pathlib

import cv2
import numpy as np

SAMPLES = pathlib.Path("src/OnnxStyle.Cli/Samples")


def sample(name):
    grey = cv2.imread(str(SAMPLES / f"{name}.jpg"), cv2.IMREAD_GRAYSCALE)
    return cv2.resize(grey, (grey.shape[1] // 2, grey.shape[0] // 2), interpolation=cv2.INTER_AREA)


def drawn(width=151, height=117):
    random = np.random.default_rng(4)
    picture = np.full((height, width), 200, np.uint8)
    for _ in range(7):
        centre = tuple(int(v) for v in random.integers(0, [width, height]))
        cv2.circle(picture, centre, int(random.integers(5, 30)), int(random.integers(0, 255)), -1)
    for _ in range(4):
        a, b = (tuple(int(v) for v in random.integers(0, [width, height])) for _ in range(2))
        cv2.line(picture, a, b, int(random.integers(0, 255)), int(random.integers(1, 6)))
    noisy = cv2.GaussianBlur(picture, (3, 3), 0.7) + random.normal(0, 3, picture.shape)
    return np.clip(np.rint(noisy), 0, 255).astype(np.uint8)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-o", "--output", type=pathlib.Path, required=True)
    folder = parser.parse_args().output
    folder.mkdir(parents=True, exist_ok=True)
    for name, grey in {"harbour": sample("harbour"), "brushwork": sample("brushwork"), "drawn": drawn()}.items():
        smooth = cv2.GaussianBlur(grey, (11, 11), 1.4, borderType=cv2.BORDER_REPLICATE)
        results = {"grey": grey, "plain": cv2.Canny(grey, 60, 150, L2gradient=True), "smooth": cv2.Canny(smooth, 20, 50, L2gradient=True)}
        for kind, picture in results.items():
            options = [cv2.IMWRITE_PNG_COMPRESSION, 9] + ([] if kind == "grey" else [cv2.IMWRITE_PNG_BILEVEL, 1])
            cv2.imwrite(str(folder / f"canny.{name}.{kind}.png"), picture, options)


if __name__ == "__main__":
    main()
