// What the browser keeps of a learner: a secret that names the log, and the log's pieces. The server says what to write,
// which pieces it wants back, and what to forget; the browser says hello once to a server that does not know it.
const SECRET = "lekce2:secret";
const PIECE = "lekce2:log:";
const DRAFT = "lekce2:draft:";
const CHOICES = { language: "lekce2:language", deck: "lekce2:deck" }; // those of the last switch, not of a link
const OWNED = /^[0-9a-f]{12}:/; // a draft of a signed-in user; the others are the anonymous learner's

const names = (prefix) =>
  Array.from({ length: localStorage.length }, (_, i) => localStorage.key(i) ?? "").filter((name) => name.startsWith(prefix)).sort();

const remove = (prefix) => names(prefix).forEach((name) => localStorage.removeItem(name));

function storage() {
  try {
    if (localStorage.getItem(SECRET)) return true; // full perhaps, but not closed
    localStorage.setItem("lekce2:try", "1");
    localStorage.removeItem("lekce2:try");
    return true;
  } catch {
    return false;
  }
}

function secret() {
  let found = stored(SECRET);
  if (!/^[0-9a-f]{32}$/.test(found)) {
    found = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
    localStorage.setItem(SECRET, found);
  }
  return found;
}

// A piece is stored under "<owner>:<day>" as "<fingerprint> <text>".
const stored = (name) => localStorage.getItem(name) ?? "";
const fingerprint = (name) => stored(name).split(" ", 1)[0];
const text = (name) => stored(name).slice(fingerprint(name).length + 1);

// Where the storage is full the oldest days of the same owner make room; a day's name sorts before "~", what waits.
function put(name, value) {
  for (;;) {
    try {
      localStorage.setItem(name, value);
      return true;
    } catch {
      const owner = name.slice(0, name.indexOf(":", PIECE.length) + 1);
      const oldest = names(owner).find((other) => other !== name && !other.startsWith(`${owner}~`));
      if (oldest === undefined) return false;
      localStorage.removeItem(oldest);
    }
  }
}

// Every wish is done once: drawn again later, it must not undo what another tab has written since.
function write(wishes, done) {
  let full = false;
  for (const [name, wish] of Object.entries(wishes)) {
    if (wish === null || done.has(`${name} ${wish[0]}`)) continue;
    const there = localStorage.getItem(PIECE + name) !== null;
    if ((there && fingerprint(PIECE + name) === wish[0]) || put(PIECE + name, wish.join(" "))) {
      done.add(`${name} ${wish[0]}`).delete(name);
    } else full = true;
  }
  if (full) return true; // what is to go may be the only copy of what found no room
  for (const [name, wish] of Object.entries(wishes)) {
    if (wish !== null || done.has(name)) continue;
    localStorage.removeItem(PIECE + name);
    done.add(name);
  }
  return false;
}

/** @param {Component} component */
export default function (component) {
  const { data: [data], setStateValue } = component;
  const seen = (window.__lekce2Browser ??= { forgot: "", answered: "", secret: "", done: new Set() });
  const hello = () => {
    seen.secret = secret();
    seen.done = new Set();
    const kept = Object.fromEntries(names(PIECE).map((name) => [name.slice(PIECE.length), fingerprint(name)]));
    const chosen = Object.fromEntries(Object.entries(CHOICES).map(([name, key]) => [name, localStorage.getItem(key)]));
    setStateValue("hello", { secret: seen.secret, pieces: kept, ...chosen, at: Date.now() });
  };
  document.body.dataset.lekce2 = data.known ? "known" : "hello"; // for whoever waits until the server knows the learner
  if (!storage()) {
    if (!data.known) setStateValue("hello", { secret: null, pieces: {}, at: Date.now() });
    return;
  }
  if (data.forget && data.forget.word !== seen.forgot) {
    seen.forgot = data.forget.word;
    for (const owner of data.forget.owners) [PIECE, DRAFT].forEach((kind) => remove(kind + owner));
    if (data.forget.secret && localStorage.getItem(SECRET) === seen.secret) {
      names(DRAFT).filter((name) => !OWNED.test(name.slice(DRAFT.length))).forEach((name) => localStorage.removeItem(name));
      localStorage.removeItem(SECRET); // otherwise another tab has begun anew already
    }
    hello();
    return;
  }
  if (!data.known) return hello();
  for (const [name, key] of Object.entries(CHOICES)) {
    if (!data[name] || data[name] === seen[name]) continue;
    seen[name] = data[name]; // once a switch: another tab may have switched since
    try {
      localStorage.setItem(key, data[name]);
    } catch {
      // a full browser: no piece of a log makes room for this
    }
  }
  const full = write(data.write ?? {}, seen.done);
  if (data.want?.length && seen.answered !== data.asked) {
    seen.answered = data.asked;
    const wanted = data.want.filter((name) => localStorage.getItem(PIECE + name) !== null);
    setStateValue("pieces", { asked: data.asked, texts: Object.fromEntries(wanted.map((name) => [name, text(PIECE + name)])) });
  }
  if (full && !seen.full) {
    seen.full = true;
    setStateValue("full", true);
  }
}
