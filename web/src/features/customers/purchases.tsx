import { type Money, useLanguage } from "~/i18n";
import { EmptyState } from "~/ui/states";

export interface ProfileOrders {
  count: number;
  items: { id: number; number: string | null; at: string; status: string; total: Money; refunded: Money | null }[];
}

export interface ProfileSubscriptions {
  total: number;
  items: {
    id: number;
    plan: string | null;
    state?: string;
    status?: string;
    started_at?: string;
    monthly?: Money | null;
  }[];
}

export function Orders({ orders }: { orders: ProfileOrders }) {
  const { t, f } = useLanguage();
  if (!orders || orders.items.length === 0) return <EmptyState title={t("customers.no_orders")} />;
  return (
    <div className="scroll-x">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t("customers.order")}</th>
            <th scope="col">{t("customers.day")}</th>
            <th scope="col">{t("customers.status")}</th>
            <th scope="col" data-number>
              {t("customers.total")}
            </th>
            <th scope="col" data-number>
              {t("customers.refunded")}
            </th>
          </tr>
        </thead>
        <tbody>
          {orders.items.map((order) => (
            <tr key={order.id}>
              <td>{order.number ?? order.id}</td>
              <td>{f.day(order.at.slice(0, 10))}</td>
              <td>{order.status}</td>
              <td data-number>{f.money(order.total)}</td>
              <td data-number>{order.refunded && Number(order.refunded.amount) > 0 ? f.money(order.refunded) : ""}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function Subscriptions({ subscriptions }: { subscriptions: ProfileSubscriptions }) {
  const { t, f } = useLanguage();
  if (!subscriptions || subscriptions.items.length === 0) return <EmptyState title={t("customers.no_subscriptions")} />;
  return (
    <ul className="plain">
      {subscriptions.items.map((one) => (
        <li key={one.id}>
          <strong>{one.plan ?? one.id}</strong> <span className="pill">{one.state ?? one.status}</span>{" "}
          {one.monthly && <span className="number">{f.money(one.monthly)}</span>}
          {one.started_at && <span className="quiet small"> {f.day(one.started_at.slice(0, 10))}</span>}
        </li>
      ))}
    </ul>
  );
}
