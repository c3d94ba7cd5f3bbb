import { z } from "zod";

export const ColumnName = z.string().min(1).max(256);
