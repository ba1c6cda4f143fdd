"""Runs the az commands of a transcript and prints the transcript anew, so that the two can be compared.

A line "$ az …" is run; what stands below it up to the next one is what it printed when the transcript was written.
"$ NAME=$(az …)" keeps what it prints for later lines. What differs from run to run is named: $NAME for what is kept
and for the variables of the story, <guid>, <sid>, <time>, <secret>. The commands run in one interpreter, az's own: starting
az a hundred times would take minutes.
"""

import io
import os
import re
import shlex
import sys
import tempfile
import time

from azure.cli.core import get_default_cli

GUID = re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b", re.I)
TIME = re.compile(r"\b20\d\d-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)?")
SID = re.compile(r"S-1-12-1(-\d+){4}")
LONG = re.compile(r"\b[0-9A-Fa-f]{32,}\b")
SECRET = re.compile(r'("(?:password|secretText|key1|key2|customKeyIdentifier|hint|fileWithCertAndPrivateKey)": )"[^"]+"')
KEPT = ("TENANT", "LOGIN", "ARM", "GRAPH", "ACCOUNT", "SUBSCRIPTION", "ADA", "BOB", "CLEO", "WORK")
LINE = re.compile(r"^\$ (?:([A-Z_0-9]+)=\$\()?az (.*?)\)?$")


def main():
    os.environ["SUBSCRIPTION"] = os.environ["AZURE_SUBSCRIPTION_ID"]
    kept = {name: os.environ[name] for name in KEPT}
    kept.update({n: v for n, v in os.environ.items() if re.match(r"(ADA|BOB|CLEO|DEVELOPERS|CI_PIPELINE)(_APP)?_ID$", n)})
    for line in open(sys.argv[1], encoding="utf-8"):
        line = line.rstrip("\n")
        if line.startswith("#") or not line:
            print(line)
            continue
        asked = LINE.match(line)
        if not asked:
            continue
        name, command = asked.groups()
        words = [os.path.expandvars(word) for word in shlex.split(command)]
        began = time.monotonic()
        code, out, err = run(get_default_cli(), words)
        took = time.monotonic() - began
        if took > 5:
            print(f"took {took:.0f} s: {line}", file=sys.stderr)
        print(line)
        if name and code == 0:
            os.environ[name] = kept[name] = out.strip()
        else:
            printed = (out + err).strip("\n")
            if printed:
                print(plain(printed, kept))
        if code:
            print(f"exit {code}")
        sys.stdout.flush()


def run(cli, words):
    """Runs one command and returns its exit code, its output and its errors, without warnings."""
    out = io.StringIO()
    with tempfile.TemporaryFile(mode="w+", encoding="utf-8") as errors:
        was = os.dup(2)
        os.dup2(errors.fileno(), 2)
        try:
            code = cli.invoke(words, out_file=out) or 0
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 1
        finally:
            sys.stderr.flush()
            os.dup2(was, 2)
            os.close(was)
        errors.seek(0)
        err = "".join(line for line in errors if line.startswith("ERROR"))
    return code, out.getvalue(), err


def plain(text, kept):
    """Names what differs from run to run, the longest first."""
    for name, value in sorted(kept.items(), key=lambda item: -len(item[1])):
        if len(value) > 3:
            text = text.replace(value, "$" + name)
    text = SECRET.sub(r'\1"<secret>"', text)
    return TIME.sub("<time>", LONG.sub("<id>", GUID.sub("<guid>", SID.sub("<sid>", text))))


main()
