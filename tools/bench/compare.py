#!/usr/bin/env python3
"""Measures OnnxStyle against PyTorch on the same work, taking turns, so that a noisy machine is noisy for both.

    compare.py --weights vgg19_conv.safetensors --ours "PATH/OnnxStyle.Benchmark --weights {weights} --threads {threads}"
               [--python /usr/bin/python3] [--sizes 256 512] [--rounds 15] [--threads 2] [--peer peer_torch.py]

STROTSS: --ours "PATH/OnnxStyle.Benchmark --strotss --weights {weights} --threads {threads}" --peer peer_strotss.py

For each size two fresh processes are started, checked to give the same loss and gradient, warmed up, and asked in turns; the one
that is not asked sleeps. A sample is kept as clean when other processes used less than 10 % of the processors while it was taken; medians
are over clean samples where there are at least five a side, else over all, and the report says which.
The last line is "ratio 256 R 512 R": our median over the peer's, below 1 where we are faster.
"""
import argparse
import os
import pathlib
import shlex
import statistics
import subprocess
import sys
import time

TICK = os.sysconf("SC_CLK_TCK")


class Worker:
    def __init__(self, name, command):
        self.name, self.samples, self.clean, self.peak = name, [], [], 0.0
        self.process = subprocess.Popen(shlex.split(command), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline().strip()
        if line != "ready":
            raise SystemExit(f"{name} did not start: expected 'ready', found '{line}'")

    def ask(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline().split()
        if not answer:
            raise SystemExit(f"{self.name} ended when asked '{line}'")
        return answer

    def seconds(self):
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICK

    def measure(self, size):
        machine, own, begin = busy(), self.seconds(), time.perf_counter()
        milliseconds = float(self.ask(str(size))[1])
        wall = time.perf_counter() - begin
        others = max(0.0, busy() - machine - (self.seconds() - own)) / (wall * os.cpu_count())
        self.samples.append(milliseconds)
        if others < 0.10:
            self.clean.append(milliseconds)

    def quit(self):
        self.peak = float(self.ask("quit")[1])
        self.process.stdin.close()
        self.process.wait()


def busy():
    with open("/proc/stat") as file:
        fields = [int(v) for v in file.readline().split()[1:]]
    return (fields[0] + fields[1] + fields[2] + fields[5] + fields[6]) / TICK


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weights", required=True)
    parser.add_argument("--ours", required=True, help="command of our program; {weights} and {threads} are filled in")
    parser.add_argument("--python", default=sys.executable, help="a Python that has torch")
    parser.add_argument("--sizes", nargs="+", type=int, default=[256, 512])
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--peer", default="peer_torch.py", help="the peer's program, beside this one")
    arguments = parser.parse_args()
    peer = pathlib.Path(__file__).with_name(arguments.peer)
    commands = {
        "onnxstyle": arguments.ours.format(weights=shlex.quote(arguments.weights), threads=arguments.threads),
        "pytorch": f"{shlex.quote(arguments.python)} {shlex.quote(str(peer))} --weights {shlex.quote(arguments.weights)} --threads {arguments.threads}",
    }
    ratios = []
    for size in arguments.sizes:
        workers = [Worker(name, command) for name, command in commands.items()]
        checks = [[float(v) for v in worker.ask(f"check {size}")[1::2]] for worker in workers]
        for ours, theirs in zip(*checks):
            if abs(ours - theirs) > 1e-3 * abs(theirs):
                raise SystemExit(f"at {size} px the two sides do not compute the same (loss, gradient): {checks}")
        for worker in workers:
            worker.ask(str(size))
        for _ in range(arguments.rounds):
            for worker in workers:
                time.sleep(0.05)
                worker.measure(size)
        for worker in workers:
            worker.quit()
        clean = min(len(worker.clean) for worker in workers) >= 5
        medians = [statistics.median(worker.clean if clean else worker.samples) for worker in workers]
        for worker, median in zip(workers, medians):
            print(f"{size} px {worker.name:10} median {median:8.1f} ms, least {min(worker.samples):8.1f}, {len(worker.clean)} clean of {len(worker.samples)}"
                  f"{'' if clean else ' (noisy: median of all)'}, peak {worker.peak:.0f} MB", flush=True)
        ratios.append(f"{size} {medians[0] / medians[1]:.3f}")
    print("ratio " + " ".join(ratios))


if __name__ == "__main__":
    main()
