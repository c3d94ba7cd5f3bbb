import { z } from "zod";

/** How the yearly losses of cells depend on each other. */
export const Dependence = z
  .strictObject({
    copula: z
      .enum(["INDEPENDENT", "GAUSSIAN", "T"])
      .default("INDEPENDENT")
      .meta({ title: "Copula", description: "T also lets the worst years of cells fall together; GAUSSIAN does not, in the limit." }),
    correlation: z
      .union([z.number().gt(-1).lt(1), z.array(z.array(z.number().min(-1).max(1)))])
      .default(0.2)
      .meta({ title: "Correlation", description: "One number for all pairs of cells, or a matrix in their order." }),
    degreesOfFreedom: z
      .number()
      .gt(0, "must be above 0")
      .max(1000)
      .default(4)
      .meta({ title: "Degrees of freedom", description: "Of the t copula: the fewer, the more the tails depend." }),
  })
  .prefault({});
export type Dependence = z.output<typeof Dependence>;
