import { z } from "zod";
import { normal } from "../../innovations/normal.ts";
import { student } from "../../innovations/student.ts";
import { cornishFisher } from "../../var/cornish-fisher.ts";
import { fitStudentScale, shapeMoments } from "../../var/standardised-shape.ts";
import { covarianceParams, momentsOf } from "../covariance-param.ts";
import { ellipticalModel } from "../elliptical-model.ts";
import { proFormaProfit } from "../position-book.ts";
import { definePositionMethod } from "../position-method.ts";

export const parametric = definePositionMethod({
  name: "parametric",
  title: "Parametric (variance-covariance)",
  description:
    "Covariance matrix and one distribution for every combination of assets: normal, Student's t, or the normal corrected for the positions' skewness and kurtosis. Over several days the variance grows with their number.",
  params: z.strictObject({
    ...covarianceParams,
    distribution: z
      .enum(["normal", "t", "cornish-fisher"], "must be normal, t or cornish-fisher")
      .default("normal")
      .meta({ title: "Distribution", description: "Of the portfolio's return over its standard deviation." }),
  }),
  minimumRows: () => 60,
  model(book, params, { alphas, horizon }) {
    const { mean, covariance } = momentsOf(book.returns, params);
    const scaledBy = (values: Float64Array) => values.map((value) => value * horizon);
    if (params.distribution === "cornish-fisher") {
      const multiplesOf = (positions: Float64Array) => {
        const { skewness, excessKurtosis } = shapeMoments(proFormaProfit({ ...book, positions }));
        return alphas.map((alpha) => {
          const { quantile, mean: tail } = cornishFisher(1 - alpha, skewness / Math.sqrt(horizon), excessKurtosis / horizon);
          return { alpha, var: -quantile, es: -tail };
        });
      };
      return ellipticalModel(scaledBy(mean), scaledBy(covariance), multiplesOf, {});
    }
    const profit = proFormaProfit(book);
    const shape = params.distribution === "t" ? [fitStudentScale(profit).nu] : [];
    const distribution = params.distribution === "t" ? student : normal;
    const multiples = alphas.map((alpha) => ({
      alpha,
      var: -distribution.quantile(1 - alpha, shape),
      es: -distribution.tailMean(1 - alpha, shape),
    }));
    return ellipticalModel(scaledBy(mean), scaledBy(covariance), () => multiples, shape.length > 0 ? { nu: shape[0] as number } : {});
  },
});
