// What this browser keeps of answers under way: a record for every draft, under the name of its owner and its own.
// An anonymous learner's names have no owner: they belong to the browser. Others begin with twelve digits and a colon.
/* exported KNOWN, forgetOld, inherit, newer */

const NAMESPACE = "lekce2:draft:";
const KNOWN = 40; // how many versions a record remembers, as hashes
const MAX_AGE = 120 * 24 * 3600 * 1000; // ms after which a forgotten draft is dropped

function load(draft) {
  try {
    const record = JSON.parse(localStorage.getItem(NAMESPACE + draft) ?? "null");
    const sound = record && typeof record.text === "string" && Number.isSafeInteger(record.revision);
    return sound && Array.isArray(record.known) ? record : null;
  } catch {
    return null;
  }
}

function keep(draft, record) {
  try {
    localStorage.setItem(NAMESPACE + draft, JSON.stringify({ ...record, time: Date.now() }));
  } catch { /* storage is full or forbidden: the server still gets the text */ }
}

function forget(draft) {
  try {
    localStorage.removeItem(NAMESPACE + draft);
  } catch { /* no storage */ }
}

// What was typed while nobody could say whose it is goes over to its owner, now that the server knows.
function inherit({ owner, former }, draft) {
  const found = former && former !== owner ? load(former + draft) : null;
  if (found === null) return;
  const own = load(owner + draft);
  if (own === null || own.time < found.time) keep(owner + draft, { ...found, known: [...(own?.known ?? []), ...found.known] });
  forget(former + draft);
}

// Is the browser's copy to be taken: does the server have nothing, or a version that this browser has had?
function newer(record, text) {
  return record !== null && record.text !== text && (text === "" || record.known.includes(hash(text)));
}

function forgetOld() {
  try {
    for (const name of Object.keys(localStorage).filter((name) => name.startsWith(NAMESPACE))) {
      const record = load(name.slice(NAMESPACE.length));
      if (record === null || !(Date.now() - record.time < MAX_AGE)) localStorage.removeItem(name);
    }
  } catch { /* no storage, nothing to forget */ }
}

// A 53-bit hash: tells versions of one draft apart, nothing more.
function hash(text) {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (let i = 0; i < text.length; i += 1) {
    a = Math.imul(a ^ text.charCodeAt(i), 2654435761);
    b = Math.imul(b ^ text.charCodeAt(i), 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return 4294967296 * (2097151 & b) + (a >>> 0);
}

