// What the browser keeps of a learner: a secret that names the log, and the log's pieces. The server says what to write,
// which pieces it wants back, and when to forget everything; the browser says hello once to a server that does not know it.
const SECRET = "lekce2:secret";
const PIECE = "lekce2:log:";
const DRAFT = "lekce2:draft:";

const names = (prefix) =>
  Array.from({ length: localStorage.length }, (_, i) => localStorage.key(i)).filter((name) => name.startsWith(prefix));

function storage() {
  try {
    localStorage.setItem("lekce2:try", "1");
    localStorage.removeItem("lekce2:try");
    return true;
  } catch {
    return false;
  }
}

function secret() {
  let found = localStorage.getItem(SECRET);
  if (!/^[0-9a-f]{32}$/.test(found ?? "")) {
    found = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
    localStorage.setItem(SECRET, found);
  }
  return found;
}

// A piece is stored as "<fingerprint> <text>".
const fingerprint = (name) => localStorage.getItem(name).split(" ", 1)[0];
const text = (name) => localStorage.getItem(name).slice(fingerprint(name).length + 1);

export default function (component) {
  const { data, setStateValue } = component;
  const seen = (window.__lekce2Browser ??= { forgot: "", answered: "" });
  document.body.dataset.lekce2 = data.known ? "known" : "hello"; // for whoever waits until the server knows the learner
  if (!storage()) {
    if (!data.known) setStateValue("hello", { secret: null, pieces: {}, at: Date.now() });
    return;
  }
  if (data.forget && data.forget !== seen.forgot) {
    seen.forgot = data.forget;
    for (const prefix of [PIECE, DRAFT, SECRET]) names(prefix).forEach((name) => localStorage.removeItem(name));
    setStateValue("hello", { secret: secret(), pieces: {}, at: Date.now() });
    return;
  }
  let full = false;
  for (const [name, [mark, piece]] of Object.entries(data.write ?? {})) {
    try {
      const stored = localStorage.getItem(PIECE + name);
      if (stored === null || fingerprint(PIECE + name) !== mark) localStorage.setItem(PIECE + name, `${mark} ${piece}`);
    } catch {
      full = true; // the store has it; only the second copy is missing
    }
  }
  if (!data.known) {
    const kept = Object.fromEntries(names(PIECE).map((name) => [name.slice(PIECE.length), fingerprint(name)]));
    setStateValue("hello", { secret: secret(), pieces: kept, at: Date.now() });
  } else if (data.want?.length && seen.answered !== data.asked) {
    seen.answered = data.asked;
    const wanted = data.want.filter((name) => localStorage.getItem(PIECE + name) !== null);
    setStateValue("pieces", { asked: data.asked, texts: Object.fromEntries(wanted.map((name) => [name, text(PIECE + name)])) });
  }
  if (full && !seen.full) {
    seen.full = true;
    setStateValue("full", true);
  }
}
