/** What the atlas says beside the sentences of the server. */

export const WORDS = {
  noneFound: "Nothing has that name. Try a simpler word, such as “neck” or “calf”.",
  nothing: "Nothing is chosen.",
  keys: "On the picture: arrow keys move, Enter chooses, Escape takes the choice away.",
} as const;
