"""One behaviour, whatever flops and memories hold at power-up: builds tests/verif/power_up_test and runs it.

    power_up.py --config NAME [--seed N]
"""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools"))
import building
import design

TESTS = {"small": "PowerUp.Small", "small_mii": "PowerUp.SmallMii", "base": "PowerUp.Base"}
TARGET = "power_up_test"


def main():
    parser = design.Parser(prog="power_up.py")
    parser.add_argument("--config", required=True, choices=TESTS)
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="of the first state at power-up")
    parser.add_argument("--json", metavar="FILE", type=pathlib.Path)
    args = parser.parse_args()
    building.build(TARGET)
    with tempfile.TemporaryDirectory(prefix="sockwire-power-up-") as place:
        result = pathlib.Path(place) / "result.json"
        command = [building.ROOT / f"build/tests/verif/{TARGET}", f"--gtest_filter={TESTS[args.config]}",
                   f"--gtest_output=json:{result}"]
        done = subprocess.run(command, env=os.environ | {"SOCKWIRE_POWER_UP": str(args.seed)}, cwd=building.ROOT)
        if not result.exists():
            raise RuntimeError(f"{TARGET} ended with code {done.returncode} and said nothing")
        told = json.loads(result.read_text())
    [test] = [test for suite in told["testsuites"] for test in suite["testsuite"] if test["result"] == "COMPLETED"]
    rows = [{"what": name.replace("_", " "), "value": test[name]} for name in ("states", "evaluations", "records") if name in test]
    failures = [re.sub(r"\s+", " ", one["failure"]) for one in test.get("failures", [])]
    summary = f"{args.config}: the same tour from {test.get('states', '?')} states at power-up is the same in every step" \
        if not failures else f"{args.config}: {failures[0]}"
    return design.finish(args.json, not failures, summary, rows + [{"what": "failure", "value": one} for one in failures])


if __name__ == "__main__":
    sys.exit(design.guarded(main, "power_up.py"))
