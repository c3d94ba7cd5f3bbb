export function ensureInstalled(root: string, say: (line: string) => void): Promise<void>;
export function isInstalled(root: string): boolean;
export function treeHolds(tree: Record<string, LockEntry>, lock: Record<string, LockEntry>): boolean;
export function installTrouble(output: string): string;

export interface LockEntry {
  version?: string;
  link?: boolean;
  optional?: boolean;
  devOptional?: boolean;
  peer?: boolean;
}
