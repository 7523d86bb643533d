// Few rules, on the scripts of the components. Which file stands before which is said in the files themselves: a script
// that hands its names to the next one lists them in /* exported */, the next one those it takes in /* global */.
import js from "@eslint/js";
import globals from "globals";

const scripts = ["ui/drawing/player_axes.js", "ui/drawing/player_marks.js", "ui/learner/drafts.js"];

export default [
  { ignores: [".venv/**"] },
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  {
    files: ["**/*.js"],
    languageOptions: { ecmaVersion: 2023, sourceType: "module" },
    rules: {
      ...js.configs.recommended.rules,
      eqeqeq: ["error", "always", { null: "ignore" }],
      "no-undef": "error",
      "no-unused-vars": "error",
      "no-var": "error",
      "prefer-const": "error",
    },
  },
  { files: ["ui/**/*.js"], languageOptions: { globals: globals.browser } },
  { files: scripts, languageOptions: { sourceType: "script" } },
];
