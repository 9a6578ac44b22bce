/**
 * Identifiers and phrases that have been replaced, with what to use instead: one word for one thing. It lists no ordinary
 * words in ordinary use. `npm run check` looks for them in code, documentation and pages (rules.mjs).
 */

/**
 * @typedef {object} Replaced
 * @property {RegExp} pattern without the flag g
 * @property {string} use what to write instead
 * @property {RegExp} [within] only in files with such a path
 */

/** @type {readonly Replaced[]} */
export const REPLACED_WORDS = [
  { pattern: /(?<!\bof )course|(?<=\bof )courses/i, use: 'track' },
  { pattern: /\b(of|than|as|like|by|all|is|are) ours\b|\bOurs are\b|\bof our own\b/, use: 'bundled, or Lapzero’s' },
  { pattern: /\bour (own )?(tracks|agents|cars?|rewards?|limits?|laps?)\b/i, use: 'bundled, or simulated' },
  { pattern: /\b(own(Track|Agent|Lap|Reward|Picture)|OWN_(TRACKS|AGENTS|LAPS|REWARDS?))\w*/, use: 'bundled… or custom…' },
  { pattern: /\b(somebody|people|anybody|one)['’]s own\b/, use: 'custom' },
  { pattern: /\bmend(s|ed|ing)?\b/i, use: 'fix' },
  { pattern: /\bpa(y|ys|id) (for|by|anew|again|nothing|no more|0)\b|\bhave paid\b/i, use: 'reward, score, rescore' },
  { pattern: /\b(pay(Again|Drives|Line|Help|NoMore|Own)|paidBy|repaid\w*|repayment)\b/i, use: 'rescore…, rewards' },
  { pattern: /\b(crew|hearGuest|newGathering|Gathering|dealShards|serveDesk|onDesk)\b/, use: 'worker, receive, send' },
  { pattern: /\b(newMember|warmMember|Member(Job|Notice|Report|Update|Links|Call))\b/, use: 'worker' },
  { pattern: /\b(goOn|goesOn|train(s|ing)? goes on|(go|goes|going) on (from|after|with it))\b/i, use: 'continue, resume' },
  { pattern: /\b(forget|keep)(Agent|Run|OldRuns|Logs?)\b/, use: 'save…, delete…' },
  { pattern: /\b(judge(Agent|Robustness)|DriveJudgement|Judge(Call|Answer)|JudgedDrive)\b/, use: 'evaluate…, result' },
  { pattern: /\bto the bit\b/i, use: 'exactly (pages), bit-identical (developers)' },
  { pattern: /\b[pP]lan\b|\b(planFor|[a-z]+Plan)\b/, use: 'setup', within: /^(src|tests)\/studio\// },
  {
    pattern: /\b(cpuMind|tensorMind|Mind|cpuEyes|webglEyes|Eyes|EyePicture|FollowedEye)\b/,
    use: 'Inference, FrameSource, CarFrame',
  },
  {
    pattern: /\b(shall|besides|likewise|askew|turn and turn about|of its own accord|go(es)? astray|so far as|one who)\b/i,
    use: 'current plain English',
  },
  { pattern: /\bwhoever\b/i, use: 'the role: the caller, the person who…, anyone who…' },
];

/**
 * Where a replaced word stays: fields and texts that people's files, links and databases already hold, or that are hashed.
 * @type {readonly {readonly file: RegExp, readonly word: RegExp}[]}
 */
export const ALLOWED_WORDS = [
  // The recipe's field, in agents, checkpoints, runs and the Garage; its old name is the format's.
  { file: /\.(tsx?|mjs)$/, word: /(\.|\?\.)courses\b|\bcourses\b(?=[:.\]?,]| \}|'|\)|\[)/ },
  // The Garage's field for an agent's track, and that of the first version of recipe links.
  { file: /^src\/(store\/garage|studio\/)|^tests\/studio\/training\/link/, word: /\bcourse\b(?! [a-z]|’|'s)/ },
  // A recording's field.
  { file: /\.(tsx?|mjs)$/, word: /\bcourseHash\b/ },
  // The JSON that `lapzero import` prints.
  { file: /^src\/cli\/import\.ts$/, word: /\{courses\}/ },
  // Folders of step logs.
  { file: /^src\/lap\/training-log\.ts$/, word: /`course-/ },
  // A random stream's name.
  { file: /^src\/track\/generator-1\.ts$/, word: /'course'/ },
  // Texts of the reward library and of the links' dictionary: their hashes and bytes are in people's links.
  { file: /^src\/(reward\/library\/|studio\/training\/link-dictionary)/, word: /./ },
  // The JSON that `lapzero analyze` prints.
  { file: /^(src\/cli\/analyze\.ts|tests\/cli\/(analyze|log-steps)\.test\.ts)$/, word: /\b(repayment|repaid\w*)\b/ },
  // The key of the setup in the browser's storage.
  { file: /^src\/studio\/training\/opening\.ts$/, word: /lapzero-plan/ },
];
