import { type BaselineDefinition, labelled } from "./baseline.ts";
import { fitLogistic, predictLogistic } from "./logistic.ts";
import { fitMultinomial, predictMultinomial } from "./multinomial.ts";

/** Logistic regression on the encoded columns: of two classes by `fitLogistic`, of several by `fitMultinomial`, both with their default penalty. */
export const logistic: BaselineDefinition = {
  name: "LOGISTIC",
  title: "Logistic regression",
  tasks: ["BINARY", "MULTICLASS"],
  fit({ task, nClasses, train }) {
    if (task === "BINARY") {
      const model = fitLogistic(labelled(train));
      return { predict: (rows) => predictLogistic(model, rows.encoded().x, rows.n) };
    }
    const model = fitMultinomial({ ...labelled(train), nClasses });
    return { predict: (rows) => predictMultinomial(model, rows.encoded().x, rows.n) };
  },
};
