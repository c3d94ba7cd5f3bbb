import type { Backend } from "./backend.ts";
import type { NativeKernels } from "./native-kernels.ts";
import type { Tensor } from "./tensor.ts";

/** A float array that TensorFlow owns and its optimizer kernels change in place. */
export interface ResourceVariable {
  /** What kernels that change the variable take. */
  handle: Tensor;
  /** Its value as a tensor of the running scope. */
  value(): Tensor;
  copy(): Float32Array;
  assign(values: Float32Array): void;
  dispose(): void;
}

export function resourceVariable(
  scope: Backend["scope"],
  kernels: NativeKernels,
  name: string,
  shape: readonly number[],
  values: Float32Array,
): ResourceVariable {
  const type = [kernels.floatType("dtype")];
  const attributes = [...type, kernels.shape("shape", shape), kernels.string("shared_name", name), kernels.string("container", "")];
  const handle = scope(() => kernels.kept(kernels.one("VarHandleOp", attributes, [])));
  const value = () => kernels.one("ReadVariableOp", type, [handle]);
  // A tensor may share memory with the array it was made of, and a variable with the tensor: the copy is the variable's alone.
  const assign = (next: Float32Array) => {
    scope(() => kernels.many("AssignVariableOp", type, [handle, kernels.floats(next.slice(), shape)], 0));
  };
  assign(values);
  return {
    handle,
    value,
    assign,
    copy: () => scope(() => value().dataSync<"float32">()),
    dispose() {
      kernels.many("DestroyResourceOp", [kernels.bool("ignore_lookup_error", true)], [handle], 0);
      handle.dispose();
    },
  };
}
