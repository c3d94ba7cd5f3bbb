import { parseWith } from "../risk/parameters.ts";
import { type BaselineDefinition, type BaselineModel, LinearJson, labelled } from "./baseline.ts";
import { fitLogistic, type LogisticModel, predictLogistic } from "./logistic.ts";
import { fitMultinomial, predictMultinomial } from "./multinomial.ts";

/** Logistic regression on the encoded columns: of two classes by `fitLogistic`, of several by `fitMultinomial`, both with their default penalty. */
export const logistic: BaselineDefinition = {
  name: "LOGISTIC",
  title: "Logistic regression",
  tasks: ["BINARY", "MULTICLASS"],
  fit({ task, nClasses, train }) {
    if (task === "BINARY") return ofTwoClasses(fitLogistic(labelled(train)));
    const model = fitMultinomial({ ...labelled(train), nClasses });
    return { predict: (rows) => predictMultinomial(model, rows.encoded().x, rows.n) };
  },
  restore(json) {
    const { weights, bias } = parseWith("a stored logistic model", LinearJson, json);
    return ofTwoClasses({ weights: Float64Array.from(weights), bias });
  },
};

const ofTwoClasses = (model: LogisticModel): BaselineModel => ({
  predict: (rows) => predictLogistic(model, rows.encoded().x, rows.n),
  toJSON: () => ({ weights: Array.from(model.weights), bias: model.bias }),
});
