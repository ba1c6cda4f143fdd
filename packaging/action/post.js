// At the end of the job: what was refused becomes annotations, and the server stops.
"use strict";

const { execFileSync } = require("node:child_process");
const { command, input, main, state, summary } = require("./runner.js");

const shown = 10; // annotations; the runner shows no more of one kind for a step
const stopLimit = 10_000; // milliseconds

const cell = (text) => String(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll("|", "\\|").replaceAll("\n", " ");

function denials(binary, data) {
  const lines = execFileSync(binary, ["audit", "--data", data, "--kind", "decision", "--limit", "1000", "--json"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"], maxBuffer: 64 << 20 });
  const all = lines.split("\n").filter(Boolean).map((line) => JSON.parse(line)).filter((record) => !record.allowed);
  const groups = new Map(); // the same refusal many times is told once
  for (const record of all) {
    const key = JSON.stringify([record.principal, record.action, record.scope, record.reason]);
    const group = groups.get(key) || { ...record, times: 0 };
    group.times++;
    groups.set(key, group);
  }
  return [...groups.values()];
}

function annotate(kind, refused) {
  for (const r of refused.slice(0, shown)) {
    const role = r.detail && r.detail.explanation && r.detail.explanation.smallestRole;
    const text = `${r.name || r.principal} was refused ${r.action} at ${r.scope}: ${r.reason}${r.times > 1 ? ` (${r.times} times)` : ""}.` +
      (role ? ` The role "${role.roleName}" would allow it.` : "");
    command(kind, { title: "keyless refused a call" }, text);
  }
  if (refused.length > shown) command(kind, { title: "keyless" }, `${refused.length - shown} more refusals are in the summary of the job.`);
  if (refused.length > 0) {
    summary("### Refused by keyless\n\n| who | action | where | why | times |\n|---|---|---|---|---|\n" +
      refused.map((r) => `| ${[r.name || r.principal, r.action, r.scope, r.reason, r.times].map(cell).join(" | ")} |\n`).join("") + "\n");
  }
}

async function stop(pid) {
  const alive = () => {
    try {
      process.kill(pid, 0);
      return true;
    } catch {
      return false;
    }
  };
  if (!alive()) return;
  process.kill(pid, "SIGTERM");
  const limit = Date.now() + stopLimit;
  while (alive() && Date.now() < limit) await new Promise((resolve) => setTimeout(resolve, 50));
  if (alive()) process.kill(pid, "SIGKILL");
}

main(async () => {
  const pid = Number(state("pid"));
  if (!pid) return; // it never started
  const kind = input("denials") || "warning";
  try {
    if (!["none", "notice", "warning", "error"].includes(kind)) throw new Error(`denials is notice, warning, error or none, not ${kind}`);
    if (kind !== "none") annotate(kind, denials(state("binary"), state("data")));
  } finally {
    await stop(pid);
  }
});
