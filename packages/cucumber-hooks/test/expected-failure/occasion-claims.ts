import util from "node:util";

import { BOOM, claim, type Claim } from "./claim.js";

/** Claims about what is watched while a step runs. */
export const OCCASION_CLAIMS: readonly Claim[] = [
  claim("what Cucumber makes a text of is found by it, while it is watched", ({ ThrownValues }) => {
    const original = util.format;
    const values = new ThrownValues();
    const [one, other] = [{ code: 1 }, { code: 2 }];
    values.watch();
    values.watch();
    const [text, otherText] = [util.format(one), util.format(other)];
    const texts = [util.format("%s!", 3), util.format("word")];
    const found = [text, otherText, "3!", "word", BOOM].map((each) => values.find(each));
    values.unwatch();
    values.unwatch();
    const after = [values.find(text), util.format === original];
    return [
      [found[0] === one, found[1] === other, ...found.slice(2, 4), found[4] === BOOM, texts, ...after],
      [true, true, "3!", "word", true, ["3!", "word"], text, true],
    ];
  }),
  claim("of what is formatted to the same text, the last is found", ({ ThrownValues }) => {
    const values = new ThrownValues();
    const [one, other] = [{ code: 1 }, { code: 1 }];
    values.watch();
    const text = [util.format(one), util.format(other)].at(-1);
    for (let index = 0; index < 98; index += 1) util.format({ index });
    const found = values.find(text);
    util.format({ index: 98 });
    util.format({ index: 99 });
    const later = values.find(text);
    values.unwatch();
    return [
      [found === other, later],
      [true, text],
    ];
  }),
  claim("a parameter type that fails is noticed, once", ({ ParameterTypes }) => {
    const types = new ParameterTypes();
    const fails = (): never => {
      throw BOOM;
    };
    const [builtin, own, fine] = [
      { builtin: true, transform: fails },
      { builtin: false, transform: fails },
      { transform: () => "fine" },
    ] as const;
    types.watch([builtin, own, fine]);
    const { transform } = own;
    types.watch([own]);
    const said = [builtin, fine, own].map((type) => [attempt(type.transform), types.takeFailure(), types.takeFailure()]);
    return [
      [said, own.transform === transform],
      [
        [
          ["boom", false, false],
          ["fine", false, false],
          ["boom", true, false],
        ],
        true,
      ],
    ];
  }),
];

function attempt(transform: () => unknown): unknown {
  try {
    return transform();
  } catch (error) {
    return error instanceof Error ? error.message : error;
  }
}
