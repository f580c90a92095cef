"""Runs MiniStack for the demo, and ends it when the demo goes away without a word: server.py <run directory>."""

import os
import shutil
import signal
import sys
import threading

from ministack.app import main

run_directory = sys.argv[1]


def end_with_the_demo():
    # The demo holds the other end of standard input. A byte on it says "stay up" (--keep); end of file without one says
    # that the demo died, be it by a signal it could not handle. os.read: a buffered reader would block interpreter exit.
    if os.read(0, 1):
        return
    shutil.rmtree(run_directory, ignore_errors=True)
    # The functions' workers live in this process's group.
    os.killpg(0, signal.SIGKILL)


threading.Thread(target=end_with_the_demo, daemon=True).start()
sys.argv = ["ministack"]
main()
