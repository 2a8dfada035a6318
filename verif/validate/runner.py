"""Runs cases, some at a time, says what goes on, and can be interrupted at any moment."""

import concurrent.futures
import json
import os
import signal
import subprocess
import sys
import threading
import time

import state as states
from case import ROOT

PASS, FAIL, ERROR, NOT_RUN = "pass", "fail", "error", "not run"


def clock(seconds):
    """What took long in hours and minutes, what did not in seconds."""
    whole = round(seconds)
    if whole >= 3600:
        return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"
    return f"{whole // 60}:{whole % 60:02}" if whole >= 60 else f"{seconds:.1f} s"


class Progress:
    """A line for each case that has ended; on a terminal also one for what runs now."""

    def __init__(self, total):
        self.total, self.done, self.started = total, 0, time.monotonic()
        self.live = sys.stdout.isatty()
        self.last_said = self.started

    def ended(self, case, result, reused):
        self.done += 1
        self.last_said = time.monotonic()
        took = "as before" if reused else clock(result["seconds"])
        width = len(str(self.total))
        self._clear()
        print(f"[{self.done:{width}}/{self.total}] {result['verdict']:5} {case.id} ({took})", flush=True)
        if result["verdict"] != PASS:
            print(f"{'':{2 * width + 3}} {result['summary']}", flush=True)

    def running(self, cases):
        """What runs now, and how long the whole has taken; where it is no terminal, once a minute."""
        now = time.monotonic()
        names = ", ".join(f"{case.id} {clock(now - since)}" for case, since in cases)
        text = f"[{self.done} of {self.total}, {clock(now - self.started)}] {names}"
        if self.live:
            width = os.get_terminal_size().columns
            print(f"\r\x1b[K{text[:width - 1]}", end="", flush=True)
        elif now - self.last_said > 60:
            self.last_said = now
            print(text, flush=True)

    def _clear(self):
        if self.live:
            print("\r\x1b[K", end="")


class Runner:
    def __init__(self, plan, state, jobs):
        self.plan, self.state, self.jobs = plan, state, jobs
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._running = {}  # case id -> (case, process, since)

    def run(self, cases, fresh=False):
        """The result of each case, by its id, and whether it was known from before; what was not
        reached is left out. `complete` says whether all were."""
        results, known = {}, set()
        progress = Progress(len(cases))
        todo = []
        for case in cases:
            before = None if fresh else self.state.load(case, states.key(case, self.plan))
            if before:
                results[case.id] = before
                known.add(case.id)
                progress.ended(case, before, True)
            else:
                todo.append(case)
        self.complete = True
        with concurrent.futures.ThreadPoolExecutor(self.jobs) as pool:
            waiting = {pool.submit(self._one, case): case for case in todo}
            try:
                while waiting:
                    done, _ = concurrent.futures.wait(waiting, 0.5, concurrent.futures.FIRST_COMPLETED)
                    for future in done:
                        case = waiting.pop(future)
                        results[case.id] = future.result()
                        progress.ended(case, results[case.id], False)
                    with self._lock:
                        now_running = [(case, since) for case, _, since in self._running.values()]
                    progress.running(now_running)
            except KeyboardInterrupt:
                self.complete = False
                self._stop(waiting)
        progress._clear()
        return results, known

    def _stop(self, waiting):
        self._stopping.set()
        for future in waiting:
            future.cancel()
        with self._lock:
            for _, process, _ in self._running.values():
                kill(process)

    def _one(self, case):
        found_file = self.state.found(case)
        found_file.unlink(missing_ok=True)
        wanted = states.key(case, self.plan)
        since = time.monotonic()
        began = time.time()
        with open(self.state.log(case), "w") as log:
            log.write(f"$ {' '.join(case.argv)}\n")
            log.flush()
            with self._lock:
                if self._stopping.is_set():
                    raise concurrent.futures.CancelledError
                try:
                    process = subprocess.Popen([*case.argv, "--json", str(found_file.resolve())], cwd=ROOT,
                                               stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
                                               process_group=0)
                except OSError as error:
                    return self._result(case, wanted, began, since, ERROR, f"cannot be run: {error.strerror}")
                self._running[case.id] = (case, process, since)
            try:
                code = process.wait(case.limit)
            except subprocess.TimeoutExpired:
                code = None
            finally:
                kill(process)
                with self._lock:
                    del self._running[case.id]
        if self._stopping.is_set():
            raise concurrent.futures.CancelledError
        found = {}
        if code is None:
            verdict, summary = ERROR, f"ran into its time limit of {clock(case.limit)}"
        else:
            verdict, summary, found = self._judge(case, code, found_file)
        result = self._result(case, wanted, began, since, verdict, summary, found)
        self.state.save(case, result)
        return result

    def _judge(self, case, code, found_file):
        """The verdict is the exit code's; the file must agree."""
        verdict = {0: PASS, 1: FAIL}.get(code)
        if verdict is None:
            return ERROR, f"could not be run (exit code {code}): {last_line(self.state.log(case))}", {}
        try:
            found = json.loads(found_file.read_text())
            if verdict == FAIL and found["verdict"] not in (PASS, FAIL):
                return ERROR, found["summary"], found  # such as a proof that came to no end
            if found["verdict"] != verdict:
                return ERROR, f"exit code {code} says {verdict}, what it wrote says {found['verdict']}", found
            return verdict, found["summary"], found
        except (OSError, ValueError, KeyError, TypeError):
            return ERROR, f"exit code {code}, but it wrote no verdict: {last_line(self.state.log(case))}", {}
        finally:
            found_file.unlink(missing_ok=True)

    @staticmethod
    def _result(case, wanted, began, since, verdict, summary, found=None):
        found = found or {}
        return {"key": wanted, "verdict": verdict, "summary": summary, "began": began,
                "seconds": round(time.monotonic() - since, 2),
                **{name: found.get(name) or kind for name, kind in
                   (("details", []), ("waivers", []), ("tools", {}))}}


def last_line(log):
    lines = [line.strip() for line in log.read_text(errors="replace").splitlines()[1:] if line.strip()]
    return lines[-1] if lines else "it said nothing"


def kill(process):
    """With everything that it has started."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()
