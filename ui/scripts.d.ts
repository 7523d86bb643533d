// What the scripts of ui/ find around them, for the type checker alone: nothing here reaches a browser.

/** The named selectors of Streamlit's page; `ui.dom.JS` stands before every script that reads them. */
declare const DOM: Readonly<typeof import("./dom/selectors.json")>;

/** What Streamlit hands to a script of `st.components.v2`. */
interface Component<Data = any> {
  data: Data;
  parentElement: HTMLElement;
  setStateValue(name: string, value: unknown): void;
  setTriggerValue(name: string, value: unknown): void;
}

interface Window {
  /** What keys.js and marks.js share. */
  __lekce2Keys?: {
    about?: string;
    root?: HTMLElement;
    unit?: string | null;
    marked?: number;
    waiting?: string[];
    busy?: number;
    mark?: () => void;
  };
  /** Which view history.js has shown. */
  __lekce2Turned?: { view: string };
  /** What browser.js has done in this visit. */
  __lekce2Browser?: { forgot: string; answered: string; secret: string; language?: string; deck?: string; full?: boolean; done: Set<string> };
  /** The frames along one number of each demo on the page, see sweep.js. */
  __lekce2Sweeps?: Map<string, { name: string; print: string; nearest(stop: number): number; scene(stop: number): Scene }>;
  /** Which questions collect_drafts.js has answered. */
  __lekce2Collected?: Set<string>;
}

// ---- what ui/drawing/figure.py sends to the player

type MarkKind = "line" | "points" | "bars" | "band" | "arrow" | "hline" | "vline" | "text" | "box";
type Context = CanvasRenderingContext2D;
type Writer = (value: number | null | undefined, digits?: number) => string;

interface Axis {
  label: string;
  low: number;
  high: number;
  scale: "linear" | "log" | "category";
  categories: string[];
  ticks: [number, string][] | null;
  highs: number[];
}

interface Mark {
  kind: MarkKind;
  framed: string[]; // the fields that hold one entry per frame
  x?: any;
  y?: any;
  x2?: any;
  y2?: any;
  base?: any;
  text?: string | string[];
  label?: string;
  colour?: string | string[];
  dash?: "solid" | "dashed" | "dotted" | "dashdot";
  marker?: string;
  width?: number;
  size?: number;
  opacity?: number;
  width_x?: number;
  play?: "still" | "trace" | "frames";
  label_head?: boolean;
  legend?: boolean;
  values?: boolean;
  anchor?: Anchor;
  lit?: number | number[];
}

type Anchor = "start" | "middle" | "end";

interface Panel {
  title: string;
  x: Axis;
  y: Axis;
  marks: Mark[];
  image: { uri: string; dark: string; x: [number, number]; y: [number, number] } | null;
  height: number;
  equal: boolean;
  clickable: boolean;
  bare: boolean;
  turns: [number, number] | null;
  grips: Grip[];
}

/** What can be dragged on a plot: where it stands, and along what. */
interface Grip {
  name: string;
  label: string;
  x: number | number[]; // one a frame where it scrubs
  y: number;
  along: "x" | "y" | "xy";
  scrubs: boolean;
}

interface Scene {
  panels: Panel[];
  frames: number;
  captions: string[];
  head: string[];
  rows: string[][];
  start: number;
  first: number;
  frame_label: string;
  frame_names: string[];
  seconds: number;
  autoplay: boolean;
  alt: string;
  columns: number;
  lead: number;
  told: string;
}

interface PlayerData {
  scene: Scene;
  lang: string;
  words: Record<string, string>;
  revealed: boolean;
  reports: boolean;
  slot: string;
  turn: number;
  prints: Record<string, string>; // of every dial: the same as long as nothing but this dial has changed
}

// ---- what the player makes of it

interface Scale {
  log: boolean;
  px(value: number | null | undefined): number;
  value(px: number): number;
}

interface Tick {
  at: number;
  text: string;
}

interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Colours, font and numbers of the page. */
interface Look {
  paper: string;
  ink: string;
  font: string;
  colour(name: string): string;
  write: Writer;
}

interface View extends Look {
  panel: Panel;
  turned: boolean;
  low: boolean; // the name of the x axis has a row of its own
  tight: boolean; // too narrow for names on lines
  index: number;
  box: Box;
  x: Scale;
  y: Scale;
  width: number;
  height: number;
  ratio: number;
  canvas: HTMLCanvasElement;
  context: Context;
  svg: SVGElement;
  element: HTMLElement;
  head: HTMLElement;
  legend: HTMLElement;
  plot: HTMLElement;
  grips: Map<string, HTMLButtonElement>;
  axes?: unknown[];
  high?: number;
}

/** What a kind of mark is drawn with. */
interface Pen {
  c: Context;
  panel: Panel;
  view: View;
  t: number;
  f: number;
  shade(i?: number): string;
  put(text: string | undefined, x: number, y: number, anchor?: Anchor): void;
  heads: { shape: string; x: number; y: number; size: number; fill: string }[];
}

// ---- what ui/lab sends to its own scripts

interface DialData {
  label: string;
  value: number;
  stops: number[];
  scale: number;
  digits: number;
  unit: string;
  help: string;
  lang: string;
  slot: string;
  name: string;
  print: string;
  turn: number;
  typed: string;
  wrong: string;
}

interface SweepData {
  slot: string;
  name: string;
  print: string;
  base: Scene;
  changes: Record<string, any>; // by the place of a stop: what differs from the base
}
