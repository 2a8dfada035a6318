"""Coverage-guided fuzzing of the model, and its scripts in lockstep: verif/fuzz/."""

TITLE = "Fuzz"
ABOUT = ("Frames, register accesses and orders of events that a fuzzer has made up break neither the model under sanitizers nor "
         "the lockstep of RTL and model.")


def cases(plan):
    yield from plan.listed("verif/fuzz/fuzz.py", limit=3600)
