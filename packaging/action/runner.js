// What an action says to the runner, and hears from it. Source: GitHub's documentation, "Workflow commands".
"use strict";

const fs = require("node:fs");
const crypto = require("node:crypto");

const data = (text) => String(text).replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
const property = (text) => data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");

// input returns what the workflow gave, or the default of action.yml, which the runner fills in.
exports.input = (name) => (process.env["INPUT_" + name.replaceAll(" ", "_").toUpperCase()] || "").trim();

// command prints a workflow command. Its text may be anything: it cannot become a second command.
exports.command = (name, properties, text) => {
  const list = Object.entries(properties).map(([key, value]) => `${key}=${property(value)}`).join(",");
  console.log(`::${name}${list ? " " + list : ""}::${data(text)}`);
};

const append = (file, name, value) => {
  const end = "end_" + crypto.randomUUID(); // no value can hold it
  fs.appendFileSync(process.env[file], `${name}<<${end}\n${value}\n${end}\n`);
};
exports.setEnvironment = (name, value) => append("GITHUB_ENV", name, value);
exports.setOutput = (name, value) => append("GITHUB_OUTPUT", name, value);
exports.saveState = (name, value) => append("GITHUB_STATE", name, value);
exports.state = (name) => process.env["STATE_" + name] || "";
exports.addPath = (folder) => fs.appendFileSync(process.env.GITHUB_PATH, folder + "\n");
exports.summary = (text) => process.env.GITHUB_STEP_SUMMARY && fs.appendFileSync(process.env.GITHUB_STEP_SUMMARY, text);

exports.main = (run) => run().catch((failure) => {
  exports.command("error", { title: "keyless" }, failure.message);
  process.exitCode = 1;
});
