"""What typed formulas are told when they are not understood: code → English sentence, for `errors.MESSAGES`.

The reader is a learner late in the evening: a sentence says what to write instead, in the letters that were typed. The
place (line and column) stands beside the sentence, not in it. Sentences here are never put together from pieces.
"""

EXPRESSION_MESSAGES = {
    # the whole text
    "not-text": "a formula must be text, got {value}",
    "nothing-typed": "there is no formula yet; type one, for example theta = theta - alpha*g",
    "too-long": "this is too long: {count} characters, and at most {limit} fit",
    "too-many-lines": "these are {count} lines, and at most {limit} fit",
    "too-many-parts": "this is too long: at most {limit} numbers, names and signs fit",
    "too-deep": "more than {limit} parentheses, roots and powers in one another; name an inner part on its own line",
    # signs and letters
    "unknown-character": "I do not know the sign {character}; write letters, digits and + - * / ^ ( )",
    "unknown-letter": "write {name} in Latin letters, not {character}",
    "name-starts-with-letter": "a name starts with a letter, not with _",
    "name-too-long": "this name is too long: at most {limit} letters fit",
    "backslash": "write names without a backslash: alpha, not \\alpha",
    "quotes": "quotes have no place here; write names as they are",
    "brackets": "write round parentheses ( ), not {character}",
    "bars": "write abs(x), not |x|",
    "dot": "a dot stands only inside a number; write exp(x), not np.exp(x)",
    "semicolon": "write one formula a line, without a semicolon",
    "colon": "a colon has no place here; write only formulas, such as v = beta*v + g",
    "comparison": "comparing with {sign} is not possible here; write only formulas, such as v = beta*v + g",
    "plain-equals": "write one equals sign =, not {sign}",
    "unknown-operator": "the sign {sign} does not work here; use + - * / and ^ for a power",
    "lambda-word": "lambda is a Python word, write lam",
    "python-word": "{name} is a Python word and cannot stand in a formula; choose another name",
    # the order of signs
    "missing-times": "write {product}, not {found}",
    "missing-operator": "an operator is missing between {left} and {right}",
    "nothing-after": "a number or a name is missing after {sign}",
    "nothing-before": "a number or a name is missing before {sign}",
    "root-of-what": "√ takes the next name, number or parenthesis; write √x or √(x + y)",
    "empty-parentheses": "there is nothing in these parentheses",
    "unclosed": "this parenthesis is never closed; add ) on the same line",
    "unopened": "this ) closes no parenthesis; add ( or leave it out",
    "decimal-comma": "write {number} with a dot, not {found} with a comma",
    "comma": "a comma has no place here; numbers are written with a dot, 0.9",
    "one-argument": "{name} takes only one number or name",
    "needs-parentheses": "{name} is a function and needs parentheses: {name}(x)",
    # the equals sign
    "function-name": "{name} is a function and cannot be given a value; choose another name",
    "bad-target": "on the left of {sign} stands one name, such as theta = …",
    "several-targets": "give one name a value on each line, without commas",
    "second-equals": "only one equals sign fits on a line",
    "equals-in-parentheses": "an equals sign cannot stand inside parentheses",
    "not-understood": "I do not understand this line; check its signs and parentheses",
    # spelling that has no reading, or more than one; these are raised in study/spelling
    "two-readings": "{found} can be read in two ways; write {one} or {other}",
    "product-or-name": "{name} is not known: is it {product}, or a name of its own? write {product}, "
    "or give {name} a value on its own line",
    "latex-command": "I do not know the command {command} here; write the formula without it",
    "accent-of-what": "{command} needs one name, such as {command}{{s}}",
    "bad-index": "I do not understand the index of {name}; write letters and digits, such as theta_{{t+1}}",
    "root-degree": "only the square root has a sign here; write x^(1/{degree})",
    "root-reach": "I cannot see how far √ reaches; write √(…) with parentheses",
    "sum-of-what": "I cannot see how far ∑ reaches; write sum(…) with parentheses",
    "two-operands": "{name} takes two numbers or names with one comma between them; write decimal numbers with a dot, "
    "{name}(a, 0.5)",
    "step-ahead": "{name} is the value after the step, but no line before this one computes it",
    "step-apart": "{name} stands more than one step apart; a step knows only {plain} before and after",
    "two-indices": "{name} stands with two letters as its index, and {plain} can only be one of them; write two names",
    "step-unsaid": "is {name} here the value before the step, or after it? write its index",
    "step-not-given": "{name} is not carried over from the step before; there is only {plain}",
    # running
    "unknown-name": "{name} has no value here; there is {known}",
    "similar-name": "{name} has no value here; did you mean {similar}?",
    "euler": "e has no value here; for a power of e write exp(x)",
    "no-names": "{name} has no value here",
    "other-name": "write {instead}, not {name}",
    "unknown-function": "there is no function {name} here; there is {known}",
    "shapes-do-not-fit": "{left} numbers and {right} numbers do not fit together at {sign}",
    "not-a-value": "{name} must be a number or an array of numbers, got {value}",
    "not-one-number": "this is worth {value}, and one finite number is asked for",
    "empty-value": "{name} is an empty array",
    "function-failed": "{name} could not be computed: {reason}",
    # as a graph, as a landscape
    "not-in-graph": "{name} cannot be used here, because each number is computed by itself; leave it out",
    "graph-too-large": "this graph has {count} nodes, and at most {limit} can be drawn; shorten the formula",
    "graph-too-wide": "too many nodes of this graph stand side by side; shorten the formula",
    "bad-values": "I do not understand {found}; write values as x = 2; w = 0.5",
    "value-too-large": "{name} must lie between −1,000,000 and 1,000,000, got {value}",
    "not-a-coordinate": "a landscape knows only x and y, not {name}",
    "no-coordinate": "a landscape needs x or y in its formula, for example x**2 + 10*y**2",
}
