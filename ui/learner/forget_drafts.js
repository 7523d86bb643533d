// Removes drafts that are safely stored; what drafts.js offers stands before this text.
/* global forget, load */
/** @param {Component<[{ owner: string, drafts: [string, string | null][] }]>} component */
export default ({ data: [data] }) => {
  for (const [draft, text] of data.drafts) {
    const record = load(data.owner + draft);
    if (text === null || record === null || record.text === text || record.text === "") forget(data.owner + draft);
  }
};
