/**
 * Colours are CSS variables of the page, so that its charts follow the light and dark scheme
 * without a script. The colours of policies are those of Okabe and Ito, which are distinct with
 * every kind of colour blindness (https://jfly.uni-koeln.de/color/). Black and yellow are left
 * out, because each lacks contrast in one of the schemes.
 */
const POLICIES = ['#0072b2', '#e69f00', '#009e73', '#cc79a7', '#d55e00', '#56b4e9'];
const POLICIES_IN_THE_DARK = ['#3d8fd6', '#e69f00', '#1fbf92', '#dd92bb', '#f07c33', '#7cc4ef'];

/** From few to many: from the background to dark red in the light scheme, to bright in the dark one. */
const HEAT = ['#fdd9a8', '#fdb567', '#f47f3a', '#d7301f', '#7f0000'];
const HEAT_IN_THE_DARK = ['#4d2413', '#8a3a14', '#c8591d', '#f59440', '#ffe0a3'];

/** Below 0 and above 0 in three steps: blue and orange, which no colour blindness confuses. */
const LESS = ['#c6dbef', '#6baed6', '#2171b5'];
const MORE = ['#fdd0a2', '#fd8d3c', '#d94801'];
const LESS_IN_THE_DARK = ['#1d3f5e', '#3377b0', '#8cc4ff'];
const MORE_IN_THE_DARK = ['#5a3112', '#b35b18', '#ffb066'];

export const HEAT_CLASSES = HEAT.length;

export const INK = 'var(--ink)';
export const MUTED = 'var(--muted)';
export const RULE = 'var(--rule)';
export const LOST = 'var(--lost)';
/** Too few requests for a share. */
export const FEW = 'var(--few)';
export const IDLE = 'var(--idle)';
export const REPOSITIONING = 'var(--repositioning)';
export const PAPER = 'var(--paper)';

/** @param index of the policy among the results; the same in every chart */
export const policyColour = (index: number): string => `var(--policy-${index % POLICIES.length})`;

/** @param heat class from 0 (few) to HEAT_CLASSES − 1 (many) */
export const heatColour = (heat: number): string => `var(--heat-${heat})`;

/** The entry for all policies in a legend: stripes of the first three colours. */
export const ANY_POLICY = `linear-gradient(90deg,${policyColour(0)} 33%,${policyColour(1)} 33% 67%,${policyColour(2)} 67%)`;

export const LIGHT_COLOURS = [
  'color-scheme:light;--paper:#fff;--ink:#1c2024;--muted:#5d656e;--rule:#dfe3e7;--lost:#2b3036;',
  '--with-rider:#1f4e8c;--to-pickup:#4fb0c6;--repositioning:#a889c4;--offered:#f0b429;--charging:#5f9e6e;--off-duty:#c4c7cb;',
  '--idle:#e6e9ec;--road:#b4bcc4;--few:#e3e6e9;--good:#00664d;--bad:#a63c00;',
  ...numbered('policy', POLICIES),
  ...numbered('heat', HEAT),
  ...numbered('less', LESS),
  ...numbered('more', MORE),
].join('');

export const DARK_COLOURS = [
  'color-scheme:dark;--paper:#14171a;--ink:#e8ebee;--muted:#a3abb4;--rule:#343a41;--lost:#e8ebee;',
  '--with-rider:#8fb8f0;--to-pickup:#3b8ea5;--repositioning:#8a63ad;--offered:#d99a16;--charging:#4f8a5d;--off-duty:#3c3f45;',
  '--idle:#2b3036;--road:#4a525a;--few:#343a41;--good:#3fd0a4;--bad:#ff9a5c;',
  ...numbered('policy', POLICIES_IN_THE_DARK),
  ...numbered('heat', HEAT_IN_THE_DARK),
  ...numbered('less', LESS_IN_THE_DARK),
  ...numbered('more', MORE_IN_THE_DARK),
].join('');

function numbered(name: string, colours: readonly string[]): string[] {
  return colours.map((colour, i) => `--${name}-${i}:${colour};`);
}
