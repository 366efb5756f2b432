// `fidele metric`: the acceptance lines of the requirements, through the real binary.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { test } from 'node:test';
import { fidele, top } from './program.mjs';

const metric = (line, options) => fidele(['metric', ...line.split(' ')], options);
const json = line => JSON.parse(metric(`${line} --format json`).out);
const near = (actual, expected) => assert.ok(Math.abs(actual - expected) < 1e-6, `${actual} is not ${expected}`);

// [requirement, command line, first line, texts that follow]
const golden = [
    ['R001', 'crr --S 1000 --E 900 --N 200', '70.00 %', 'You kept 70 of every 100 existing customers; 30 stopped buying.', '95 % interval: 67.09 % to 72.76 % (n=1000)'],
    ['R002', 'crr --Cb 1000 --Ce 900 --Cn 200', '70.00 %'],
    ['R004', 'churn --crr 70%', '30.00 %'],
    ['R004', 'churn --S 1000 --E 900 --N 200', '30.00 %'],
    ['R005', 'churn --Cl 300 --Cb 1000', '30.00 %'],
    ['R006', 'churn --Cb 1000 --Ce 900 --Cn 200 --Cl 250', '25.00 %', 'Warning: 50 customers unaccounted for'],
    ['R010', 'clv --aov 50.00 --Cp 4 --Cr 3', '600.00', '3.00 periods'],
    ['F05', 'clv --aov 50 --Cp 4 --churn 25%', '800.00', '4.00 periods'],
    ['R011', 'clv_total --past 420 --future 180', '600.00', '600.00 (past 420.00, future 180.00)'],
    ['F06', 'clv_total --m 100 --r 0.8 --d 0.10', '366.67'],
    ['R012', 'clv --aov 50 --Cp 4 --Cr 3 --margin 40%', '600.00', 'CLV (revenue)', 'CLV (margin)', '240.00'],
    ['R015', 'aov --amounts 20,30,100', '50.00', 'n=3'],
    ['R016', 'repeat-purchase-rate --buyers 160 --repeat-buyers 40', '25.00 %'],
    ['R017', 'purchase_frequency --orders 480 --customers 160', '3.00'],
    ['R018', 'revenue_churn --opening 10000 --cancelled 500 --downgraded 300 --expansion 200', '8.00 %', '6.00 %', '92.00 %'],
    ['R019', 'ndr --opening 100000 --expansion 15000 --contraction 5000 --churn 3000', '107.00 %'],
    ['R020', 'ndr --opening 1000 --downgrades 100 --cancellations 150 --pauses 50 --expansion 0', '70.00 %', '-10.0 pts', '-15.0 pts', '-5.0 pts'],
    ['R021', 'mrr --prices 20,240 --months 1,12 --subscriptions 10,2', '240.00', '2880.00', 'NDR'],
    ['R022', 'nps --promoters 50 --passives 30 --detractors 20', '+30', '(n=100)'],
    ['R022', 'nps --promoters 0 --passives 0 --detractors 0', 'n/a'],
    ['R023', 'csat --ratings 5,4,3,5,2', '60.00 %', '(n=5)', 'too few to tell'],
    ['R024', 'engagement --time-on-site 0.5 --click-rate 0.2 --social 0.8', '50.0 / 100', '0.50', '0.20', '0.80', 'its weight'],
    ['R026', 'break_points --series 5,5,5,5,9,9,9', '1', 'One break, at point 5 (month 5'],
    ['R033', 'uplift --S 1000 --revenue-per-customer 200 --crr 70% --target 75%', '+10000.00', '+50 customers, +10000.00 revenue'],
    ['R034', 'lost_value --lost 30 --clv 600', '18000.00'],
    ['R035', 'cac_ratio --acquisition-spend 50000 --new 200 --retention-spend 14000 --retained 700', '12.5x', '250.00', '20.00', '5x to 25x'],
    ['R036', 'cac_growth --before 9 --after 29', '+222.2 %'],
    ['R037', 'concentration --values 500,300,50,40,30,30,20,10,10,10', '80.0 %', 'top 20 % = 80.0 %'],
    ['R038', 'returning_share --returning-revenue 6500 --revenue 10000', '65.0 %'],
    ['R038', 'spend_premium --mean-returning 83.50 --mean-new 50.00', '+67.0 %'],
    ['R039', 'share_of_wallet --spend 60 --category-spend 150', '40.0 %'],
    ['R039', 'share_of_wallet --spend 60', 'n/a'],
    ['R040', 'arpc --revenue 12000 --customers 240', '50.00'],
    ['R043', 'second_order_conversion --first-buyers 100 --second-orders 35 --days 180', '35.00 %'],
    ['R053', 'revenue_forecast --mrr 240 --months 3', '720.00'],
    ['R053', 'revenue_forecast --mrr 240 --churn 10% --months 3', '585.36', '216.00', '194.40', '174.96'],
    ['R054', 'resilience --loyal 100,100,100 --new 0,50,100', '0.00', '1.00'],
    ['R056', 'change_by_segment --n-before 100,100 --kept-before 80,60 --n-after 100,100 --kept-after 80,40', '-10.0 pts', 'segment 1  0.0 pts', 'segment 2  -10.0 pts'],
    ['R057', 'roi --gain 15000 --cost 5000', '200.0 %'],
    ['R058', 'nurturing_value --cost 1000 --customers 40 --uplift 60', '+1400.00'],
    ['R059', 'market_share --own-sales 2000000 --market-sales 20000000', '10.0 %'],
    ['R061', 'ndr --opening 100000 --upsell 9000 --cross-sell 6000', '115.00 %', '+9000.00', '+6000.00', '+15000.00'],
    ['R062', 'balance --S 1000 --E 900 --N 200', '-100', 'new   200', 'kept  700', 'lost  300'],
    ['R066', 'replacement_need --lost 300 --cac 250', '75000.00', '300 customers, 75000.00'],
    ['R066', 'replacement_need --lost 300 --cac 250 --S 1000 --change 5%', '75000.00', '250', '62500.00'],
    ['F17', 'ctr --clicks 19 --delivered 95', '20.00 %'],
    ['F26', 'revenue_at_risk --p 0.5,0.9 --clv 600,100', '390.00'],
    ['F28', 'odds_ratio --b 2', '7.389'],
    ['F30', 'ab_test --A 100 --nA 1000 --B 130 --nB 1000', '2.103', '0.0355', 'B wins at 5 %'],
    ['F30', 'ab_test --A 10 --nA 100 --B 13 --nB 100', '0.665', '0.506', 'Inconclusive'],
    ['F31', 'containment --contained 400 --conversations 1000 --unit-saving 5.50', '40.0 %', '2200.00'],
    ['F32', 'cost_per_contact --cost 5000 --contacts 1000', '5.00'],
    ['F34', 'incentive_dependence --incentive-orders 60 --repeat-orders 100', '60.0 %', '60 % incentive-driven'],
];

for (const [requirement, line, value, ...texts] of golden)
    test(`${requirement}: ${line}`, () => {
        const { code, out, error } = metric(line);
        assert.equal(error, '');
        assert.equal(code, 0);
        assert.equal(out.split('\n')[0], value);
        for (const text of texts) assert.ok(out.includes(text), `${JSON.stringify(text)} is not in:\n${out}`);
    });

// [command line, what standard error says]
const refused = [
    ['crr --S 0 --E 0 --N 0', 'undefined: no customers at start'],
    ['crr --S 1000 --E 900 --N 1000', 'N > E'],
    ['crr --S 1000 --E 1300 --N 200', 'retained (1100) > S'],
    ['churn --Cl 300 --Cb 0', 'undefined: no customers at start'],
    ['crr --S 1000 --E 900', 'crr needs its inputs: S (Cb), E (Ce), N (Cn)'],
    ['crr --S 1000 --Cb 1000 --E 900 --N 200', 'S is given twice: as S and as Cb'],
    ['crr --S 1000 --S 1000', '--S is given twice'],
    ['crr --S 1000 --E 900 --N 200 --X 3', 'crr has no input “X”; it takes S (Cb), E (Ce), N (Cn)'],
    ['crr --S', '--S needs a value'],
    ['crr --S 1,5 --E 1 --N 0', '--S “1,5”: expected a number'],
    ['crr --S 70% --E 1 --N 0', '--S “70%”: expected a number'],
    ['crr --S nan --E 1 --N 0', '--S “nan”: expected a number'],
    ['crr --S 1e400 --E 1 --N 0', '--S “1e400”: expected a number'],
    ['aov --amounts 20,,30', '--amounts “”: expected a number'],
    ['aov --amounts=', '--amounts “”: expected a number'],
    ['crr 1000 900 200', '“1000” is one argument too many'], // never positional
    ['crr', 'fidele metric crr --S 1000 --E 900 --N 200'],
    ['rfm', '`fidele audit FILE` shows it'],
    ['rfm --S 1', '`fidele audit FILE` shows it'],
    ['crrr', 'unknown metric “crrr”; did you mean crr'],
    ['zzzzzz', 'unknown metric “zzzzzz”; `fidele metric` lists them all'],
    ['--S 1000', 'name the metric first'],
    ['crr --format html --S 1', '--format “html”: expected one of text, json, csv'],
];

for (const [line, text] of refused)
    test(`refused: ${line}`, () => {
        const { code, out, error } = metric(line);
        assert.ok(error.includes(text), error);
        assert.equal(code, 2);
        assert.equal(out, '');
    });

test('both notations give the same bytes in every format and language', () => {
    for (const format of ['text', 'json', 'csv'])
        for (const locale of ['en', 'fr']) {
            const how = `--format ${format} --locale ${locale}`;
            assert.equal(metric(`crr --S 1000 --E 900 --N 200 ${how}`).out, metric(`crr --Cb 1000 --Ce 900 --Cn 200 ${how}`).out);
            assert.equal(metric(`balance --S 1000 --E 900 --N 200 ${how}`).out, metric(`balance --Cb 1000 --Ce 900 --Cn 200 ${how}`).out);
            assert.equal(metric(`churn --S 1000 --Cl 300 ${how}`).out, metric(`churn --Cb 1000 --L 300 ${how}`).out);
        }
});

test('R006: no warning when lost and kept make up the start', () => {
    assert.ok(!metric('churn --Cb 1000 --Ce 900 --Cn 200 --Cl 300').out.includes('Warning'));
});

test('French writes the same figure its own way', () => {
    const { out } = metric('crr --S 1000 --E 900 --N 200 --locale fr');
    assert.equal(out.split('\n')[0], '70,00 %');
    assert.ok(out.includes('Sur 100 clients présents au début, 70 sont restés\u00A0; 30 n’achètent plus.'), out);
    assert.equal(metric('share_of_wallet --spend 60 --locale fr').out.split('\n')[0], 'n/d');
    assert.ok(metric('crr --S 0 --E 0 --N 0 --locale fr').error.startsWith('fidele\u00A0: indéfini'));
});

test('JSON holds the value in code units, its interval and its parts', () => {
    const crr = json('crr --S 1000 --E 900 --N 200');
    assert.deepEqual([crr.name, crr.unit, crr.value, crr.n, crr.warning], ['crr', 'rate', 0.7, 1000, null]);
    near(crr.low, 0.670876139083); // Wilson, as Newcombe (1998) writes it
    near(crr.high, 0.727593157523);
    assert.deepEqual(crr.parts, { retained: 700, lost: 300 });
    assert.equal(json('churn --Cb 1000 --Ce 900 --Cn 200 --Cl 250').warning.slice(0, 30), '50 customers unaccounted for: ');
});

test('what is not observed is null in JSON and empty in CSV, never 0', () => {
    assert.equal(json('nps --promoters 0 --passives 0 --detractors 0').value, null);
    assert.equal(metric('share_of_wallet --spend 60 --format csv').out, 'name,unit,value,low,high,n\nshare_of_wallet,rate,,,,\n');
});

test('CSV has the value first, then the parts', () => {
    assert.equal(metric('revenue_churn --opening 10000 --cancelled 500 --downgraded 300 --expansion 200 --format csv').out,
        'name,unit,value,low,high,n\nrevenue_churn,rate,0.08,,,\ngross,rate,0.08,,,\nnet,rate,0.06,,,\ngrr,rate,0.92,,,\n');
});

test('R063: every metric publishes its definition, without inputs', () => {
    const { items } = JSON.parse(metric('--list --format json').out);
    assert.ok(items.length > 45);
    for (const { name } of items) {
        const { code, out } = metric(`${name} --explain`);
        assert.equal(code, 0);
        assert.ok(out.startsWith(`${name}: `), out);
        assert.equal(metric(`${name} --explain --locale fr`).code, 0);
    }
});

test('R063: the definition of crr names formula, variables and aliases', () => {
    const crr = json('crr --explain');
    assert.equal(crr.formula, '((E-N)/S)*100');
    assert.deepEqual(crr.variables.map(variable => [variable.name, variable.alias]), [['S', 'Cb'], ['E', 'Ce'], ['N', 'Cn']]);
    for (const variable of crr.variables) assert.ok(variable.meaning.length > 0);
});

test('every example of the catalogue is a command line that works', () => {
    for (const { name, example } of JSON.parse(metric('--list --format json').out).items)
        if (example) assert.equal(metric(`${name} ${example}`).code, 0, name);
});

test('the list is the same without a name, and grouped by family', () => {
    assert.equal(fidele(['metric']).out, metric('--list').out);
    assert.ok(metric('--list').out.includes('Who stays and who leaves'));
    assert.equal(metric('--list --format csv').out.split('\n')[0], 'family,name,label,unit,formula,definition,period_rule,exclusions,source');
});

test('--output replaces the file at once', () => {
    const folder = mkdtempSync(`${tmpdir()}/fidele-`);
    writeFileSync(`${folder}/crr.json`, 'old');
    assert.equal(metric(`crr --S 10 --E 9 --N 0 --format json --output ${folder}/crr.json`).out, '');
    assert.equal(JSON.parse(readFileSync(`${folder}/crr.json`, 'utf8')).value, 0.9);
    rmSync(folder, { recursive: true });
});

test('docs/metrics.md is what the program prints', () => {
    assert.equal(readFileSync(`${top}/docs/metrics.md`, 'utf8'), metric('--markdown --locale en').out,
        'run: build/release/fidele metric --markdown --locale en --output docs/metrics.md');
});
