// Writes katex.json anew, formulas with whether KaTeX renders them: node tests/data/make_katex.mjs
// Needs the npm package katex@0.16.47, the version inside Streamlit 1.67; a command that it does not trust counts as an error.
import fs from "node:fs";
import katex from "katex";

const file = new URL("katex.json", import.meta.url);
const rows = JSON.parse(fs.readFileSync(file, "utf8"));
const renders = (formula, displayMode) => {
  try {
    const options = { displayMode, throwOnError: true, strict: "ignore" };
    return !katex.renderToString(formula, options).includes("#cc0000");
  } catch (error) {
    return false;
  }
};
const lines = rows.map(([formula, display]) => JSON.stringify([formula, display, renders(formula, display)]));
fs.writeFileSync(file, `[\n${lines.join(",\n")}\n]\n`);
