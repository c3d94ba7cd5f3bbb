import { AppError } from "@plimsoll/schema";

/** Names the place of an error within the part of the input that it is about. */
export async function within<T>(field: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof AppError) || !Array.isArray(error.context.path)) throw error;
    const { code, kind, message, context } = error;
    throw new AppError(code, kind, message, { ...context, path: [field, ...error.context.path] }, { cause: error });
  }
}
