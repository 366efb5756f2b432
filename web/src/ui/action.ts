// A change sent to the server: its state, its error, what is asked again afterwards, and a word when it is done.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Problem } from "~/api/client";
import { useNotice } from "./notice";

/** `refresh`: beginnings of query keys that are asked again (["list", "/views"]). */
export function useAction<Input, Output>(
  send: (input: Input) => Promise<Output>,
  options: { refresh?: unknown[][]; done?: string; onDone?: (output: Output) => void } = {},
) {
  const queries = useQueryClient();
  const say = useNotice();
  return useMutation<Output, Problem | Error, Input>({
    mutationFn: send,
    onSuccess: async (output) => {
      await Promise.all((options.refresh ?? []).map((queryKey) => queries.invalidateQueries({ queryKey })));
      if (options.done) say(options.done);
      options.onDone?.(output);
    },
  });
}

/** What the server says of one field of a form; undefined: nothing. */
export function field_error(error: unknown, path: string): string | undefined {
  return error instanceof Problem ? error.of(path) : undefined;
}
