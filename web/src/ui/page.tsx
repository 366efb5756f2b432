import type { ReactNode } from "react";
import { useEffect } from "react";

export function PageHeader({ title, about, children }: { title: string; about?: ReactNode; children?: ReactNode }) {
  useEffect(() => {
    document.title = `${title} – Fidèle`;
  }, [title]);
  return (
    <header className="page-header">
      <div>
        <h1>{title}</h1>
        {about && <p className="quiet">{about}</p>}
      </div>
      {children && <div className="row no-print">{children}</div>}
    </header>
  );
}

export function Card(props: {
  title?: ReactNode;
  about?: ReactNode;
  tools?: ReactNode;
  children: ReactNode;
  label?: string;
}) {
  const { title, about, tools, children, label } = props;
  return (
    <section className="card" aria-label={label ?? (typeof title === "string" ? title : undefined)}>
      {(title || tools) && (
        <div className="card-head">
          <div>
            {title && <h2>{title}</h2>}
            {about && <p className="quiet">{about}</p>}
          </div>
          {tools && <div className="row no-print">{tools}</div>}
        </div>
      )}
      {children}
    </section>
  );
}
