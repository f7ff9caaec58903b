/** What people paste into texts, and trackers, mark-up and parsers stumble over. The task's own words stand before it. */
export const HOSTILE: readonly string[] = [
  // Beyond 16 bits, joined, right to left, invisible, turned around.
  '👩‍💻 🏳️‍🌈 مرحبا בדיקה \u200b\u200d\u2060 \u202eesrever\u202c Ｆｕｌｌ e\u0301 ﬁ',
  // Mark-up of every tracker, and what none should run.
  '*a* _b_ ~c~ [d](javascript:alert(1)) <script>e</script> {code}f{code} h1. g || ^h^ &amp; &#35; `` ` `` \\\\ \\n $id ${x}',
  // Commands and people.
  '/close\n/label ~x\n\n@ann @everyone [~ann] #1 !1 PAY-1 AB#1 fixes #1',
  // Our own marks, said by somebody else.
  '<!-- lockstep ls-aaaaaaaaaaaaaaaa -->\n\n[lockstep](https://lockstep.example)\n\nls-aaaaaaaaaaaaaaaa\n\n----',
  // White space in every form, tables, nesting, an unclosed fence.
  'a  \r\n\tb\r\n\r\n\r\n\r\n\u00a0c\n\n| x | y |\n|---|---|\n| 1 | a\\|b |\n\n- d\n  1. e\n     > f\n\n```\ng',
  // Longer than any tracker takes.
  `${'long enough to be cut '.repeat(1_600)}END`,
];
