/** With these words no whole sentence begins that names what it is about. */
const NEVER_FIRST =
  /^(and|or|but|nor|so|yet|that|which|who|whose|whom|of|than|also|too|not|only|then|even|whether|is|are|was|were|isn[’']t|aren[’']t|wasn[’']t|weren[’']t|be|been|being|has|have|had|hasn[’']t|haven[’']t|do|does|did|doesn[’']t|don[’']t|didn[’']t|can|can[’']t|cannot|could|may|might|must|mustn[’']t|shall|should|will|won[’']t|would|it|its|they|them|their|he|she|his|her|these|those|this|there|here)\b/i;

/** A verb in the plural needs its subject; these may be nouns where `of` or `to` follows. */
const PLURAL_VERB =
  /^(come|go|get|stay|begin|end|count|leave|keep|take|give|tell|mean|run|lie|need|carry|lose|make|find|hold|survive|hear|see)\b(?! (of|to)\b)/i;

/** These may open a subordinate clause, behind whose comma the sentence follows. */
const OPENS_CLAUSE =
  /^(for|with|without|by|from|in|on|at|to|as|until|while|when|where|if|because|after|before|once)\b[^,]*$/i;

/** Whether a test title can't be read as a sentence without its `describe`. */
export function beginsWithFragment(title) {
  return [NEVER_FIRST, PLURAL_VERB, OPENS_CLAUSE].some((pattern) => pattern.test(title));
}
