// Reads a page from standard input and prints what axe-core finds wrong with it, as JSON.
// Colours are left out: there is no layout here to see them in.
import { readFileSync } from "node:fs";
import axe from "axe-core";
import { JSDOM } from "jsdom";

const { window } = new JSDOM(readFileSync(0, "utf8"), { runScripts: "outside-only" });
window.eval(axe.source);
const found = await window.axe.run(window.document, {
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"],
  rules: { "color-contrast": { enabled: false } },
});
const wrong = found.violations.map(({ id, nodes }) => ({ id, at: nodes.map((n) => n.target) }));
console.log(JSON.stringify({ wrong, passed: found.passes.length }));
