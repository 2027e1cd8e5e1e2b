/** The part of Deno that the examples and tests use. */
declare const Deno: {
  serve(
    options: { readonly port: number },
    handler: (request: Request) => Promise<Response>,
  ): { readonly addr: { readonly port: number }; shutdown(): Promise<void> };
};
