#!/usr/bin/env python3
"""Prints what TensorBoard would show of the event files in a folder, as one JSON object:
{"step": {"tag": value, ...}, ...}; a step that was written twice has a list.

  read_events.py FOLDER                 decodes them here, sharing no code with hushed or TensorBoard
  read_events.py --tensorboard FOLDER   asks the tensorboard package

Exit code 77: the package is not installed.
"""
import glob
import json
import os
import struct
import sys


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def masked(data):
    crc = crc32c(data)
    return ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF


def records(path):
    with open(path, "rb") as file:
        data = file.read()
    at = 0
    while at < len(data):
        length, length_crc = struct.unpack_from("<QI", data, at)
        assert masked(data[at:at + 8]) == length_crc, f"{path}: length at {at}"
        record = data[at + 12:at + 12 + length]
        assert struct.unpack_from("<I", data, at + 12 + length)[0] == masked(record), f"{path}: data at {at}"
        yield record
        at += 16 + length


def varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at


def fields(message):
    """(number, value) of each field: an int, 4 or 8 raw bytes, or the bytes of a nested one."""
    at = 0
    while at < len(message):
        key, at = varint(message, at)
        kind = key & 7
        if kind == 0:
            value, at = varint(message, at)
        else:
            size = {1: 8, 5: 4}.get(kind)
            if size is None:
                assert kind == 2, f"wire type {kind}"
                size, at = varint(message, at)
            value, at = message[at:at + size], at + size
        yield key >> 3, value


def decode(folder):
    """[(step, tag, value)], less what a START event purges."""
    found = []
    for path in sorted(glob.glob(os.path.join(glob.escape(folder), "*tfevents*"))):
        for index, record in enumerate(records(path)):
            event = dict(fields(record))
            assert struct.unpack("<d", event[1])[0] > 1.6e9, "a wall time of this century"
            assert (index == 0) == (event.get(3) == b"brain.Event:2"), f"{path}: version"
            step = event.get(2, 0)
            if 7 in event and dict(fields(event[7])).get(1) == 1:
                found = [point for point in found if point[0] < step]
            for _, value in fields(event.get(5, b"")):
                value = dict(fields(value))
                found.append((step, value[1].decode(), struct.unpack("<f", value[2])[0]))
    return found


def ask_tensorboard(folder):
    try:
        from tensorboard.backend.event_processing import event_accumulator
    except ImportError as error:
        print(error, file=sys.stderr)
        sys.exit(77)
    accumulator = event_accumulator.EventAccumulator(folder, size_guidance={"scalars": 0})
    accumulator.Reload()
    return [(event.step, tag, event.value)
            for tag in accumulator.Tags()["scalars"] for event in accumulator.Scalars(tag)]


def main():
    asks = sys.argv[1] == "--tensorboard"
    points = ask_tensorboard(sys.argv[2]) if asks else decode(sys.argv[1])
    steps = {}
    for step, tag, value in points:
        tags = steps.setdefault(step, {})
        tags[tag] = [tags[tag], value] if tag in tags else value
    print(json.dumps(steps))


main()
