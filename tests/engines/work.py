"""What the workers of the tests do."""

import os
import signal
import time


def nothing():
    pass


def broken():
    raise ValueError("no model.")


def dies():
    os.kill(os.getpid(), signal.SIGKILL)


class OddError(Exception):
    """Its pickle cannot be read: two arguments are asked for, one is kept."""

    def __init__(self, one, two):
        super().__init__(one)


def do(item):
    """Doubles numbers, and does what words say."""
    if isinstance(item, int):
        time.sleep(0.01 * (item % 3))
        return 2 * item
    if item == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    if item == "exit":
        os._exit(7)
    if item == "error":
        return KeyError("x")
    if item == "odd":
        return OddError("one", "two")
    if item == "all":
        raise ValueError("concerns all")
    return os.getpid() if item == "who" else len(item)
